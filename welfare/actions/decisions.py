"""Decisions that are kept: made from what is known, and made again to the same bytes whenever somebody asks."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.db import transaction

from superapp.accounts import cipher
from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.audit import recording
from superapp.refusal import NotFound
from welfare.models import Decision
from welfare.models.book import document_of, words_of
from welfare.rules.canonical import decision_bytes
from welfare.rules.decide import decide
from welfare.rules.decision import Decision as Decided
from welfare.rules.decision import Verdict
from welfare.rules.given import Facts, read
from welfare.rules.programme import Programme
from welfare.rules.tables import load_shared

from .assessments import Assessment, withhold
from .known_facts import Known, exact

VERDICTS = {
    Verdict.ELIGIBLE: Decision.Verdict.ELIGIBLE,
    Verdict.NOT_ELIGIBLE: Decision.Verdict.NOT_ELIGIBLE,
    Verdict.UNKNOWN: Decision.Verdict.UNKNOWN,
    Verdict.NOT_ENCODED: Decision.Verdict.NOT_ENCODED,
}


def keep(*, viewer: Viewer, assessment: Assessment, code: str, now: datetime) -> Decision:
    """Keep one decision of an assessment, with the facts it read and where they came from.

    :raises NotFound: when the assessment is nobody's, or does not decide that programme.
    """
    decided = assessment.decisions.get(code)
    if assessment.citizen is None or decided is None:
        raise NotFound(path=("programme",))
    with transaction.atomic():
        row = kept(assessment, assessment.citizen, code, now=now)
        recording.record(
            stream="platform",
            action="decision.keep",
            object=f"decision:{row.public_id}",
            actor=viewer.actor,
            principal=viewer.principal,
            mandate=viewer.mandate_id,
            now=now,
        )
    return row


def kept(assessment: Assessment, citizen: Citizen, code: str, *, now: datetime) -> Decision:
    """Return the new row of one decision, in the caller's transaction."""
    entry = assessment.book.entries[code]
    decided = assessment.decisions[code]
    row = Decision(
        public_id=uuid4(),
        citizen=citizen,
        programme_code=code,
        rules_id=entry.version_id,
        vocabulary_id=entry.vocabulary_id,
        as_of=assessment.as_of,
        stage=assessment.stage,
        verdict=VERDICTS[decided.verdict].value,
        reason=decided.reason or "",
        made_at=now,
    )
    key = citizen.own_key()
    record = decision_bytes(decided)
    snapshot = json.dumps(_snapshot(assessment, entry.compiled), ensure_ascii=False, sort_keys=True)
    row.snapshot_sealed = cipher.seal_with(key, snapshot, row.about("snapshot"))
    row.snapshot_digest = sha256(row.snapshot_sealed).hexdigest()
    row.record_sealed = cipher.seal_with(key, record.decode(), row.about("record"))
    row.record_digest = sha256(record).hexdigest()
    row.save(force_insert=True)
    return row


def record_of(row: Decision) -> bytes:
    """Return the bytes of a kept decision.

    :raises cipher.Unreadable: when the citizen's key was destroyed.
    """
    return cipher.opened_with(row.citizen.own_key(), bytes(row.record_sealed), row.about("record")).encode()


def facts_of(row: Decision) -> dict[str, Any]:
    """Return the facts a decision rests on: value, level, source and provenance by name.

    :raises cipher.Unreadable: when the citizen's key was destroyed.
    """
    return _opened(row)["known"]  # type: ignore[no-any-return]


def replay(row: Decision) -> bytes:
    """Make a kept decision again from its own rules, words and facts; the same bytes, whatever the rules say by now.

    :raises cipher.Unreadable: when the citizen's key was destroyed.
    """
    return decision_bytes(decided_again(row)[1])


def decided_again(row: Decision) -> tuple[Programme, Decided]:
    """Return the programme as it was and the decision it makes from the facts of then."""
    words = words_of(row.vocabulary)
    document = document_of(row.rules.text, words, row.vocabulary.digest, row.programme_code)
    programme = Programme(document, load_shared(row.vocabulary.shared_text))
    snapshot = _opened(row)
    facts: Facts = read(
        words,
        exact(words, {name: one["value"] for name, one in snapshot["known"].items()}),
        levels={name: one["level"] for name, one in snapshot["known"].items()},
        asked=snapshot["asked"],
        ignore_unknown=True,
    )
    ready = withhold(facts, frozenset(snapshot["withheld"]))
    return programme, decide(programme, ready, row.as_of, row.stage)


def _opened(row: Decision) -> dict[str, Any]:
    text = cipher.opened_with(row.citizen.own_key(), bytes(row.snapshot_sealed), row.about("snapshot"))
    return json.loads(text)  # type: ignore[no-any-return]


def _snapshot(assessment: Assessment, programme: Programme) -> dict[str, Any]:
    # Only what this programme reads: a decision about one benefit does not carry a life along.
    read_by_it = {name.partition("[")[0] for name in programme.document.facts}
    gathered = assessment.gathered
    return {
        "known": {name: _plain(one) for name, one in gathered.facts.items() if name in read_by_it},
        "asked": sorted(gathered.settled),
        "withheld": sorted(gathered.without_default & read_by_it),
    }


def _plain(one: Known) -> dict[str, Any]:
    where = None if one.provenance is None else dict(one.provenance)
    return {
        "value": one.value,
        "level": one.level,
        "source": one.source,
        "at": one.at.isoformat(),
        "provenance": where,
    }
