"""Draft laws at the officers' desk: from a pasted text or a file, through the mapping of sections, to publication.

    bring_in --> worked on --remap, summarise--> confirm_mapping --> publish (by another officer) --> for good

A law has at most one version that is worked on. Locks are taken in one order: the law, then its version, its hearings,
the audit head. Whoever publishes is never whoever brought the text in or changed it last. All of it is done at the
desk, so its refusals are no part of the API's contract.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from consultation import permissions
from consultation.models import DraftLaw, DraftVersion, Hearing, HearingEvent, HearingState, SectionText
from consultation.provisions import parsing
from consultation.provisions.markdown import Entry
from consultation.provisions.provision import Fault
from superapp.audit import recording
from superapp.refusal import NotFound, Refusal

from . import draft_mapping, draft_texts, hearing_telling

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

NOTE_LENGTH = 2_000
SUMMARY_LENGTH = 2_000
HEARD = (HearingState.ANNOUNCED, HearingState.OPEN)


class DraftFaulty(Refusal):
    """A text whose numbering or form is wrong. Nothing is kept; `faults` has every one, with its line."""

    is_for_clients = False
    code = "DRAFT_FAULTY"
    th = "ร่างนี้ยังรับไม่ได้ มี {count} จุดต้องแก้ จุดแรก: {first_th}"
    en = "This draft cannot be taken yet: {count} places to mend. The first: {first_en}"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        first = self.faults[0]
        super().__init__(path=("text",), count=len(faults), first_th=first.message("th"), first_en=first.message("en"))


class DraftPublished(Refusal):
    """A change to a version that is published, which stays as it is."""

    is_for_clients = False
    code = "DRAFT_PUBLISHED"
    th = "ฉบับนี้เผยแพร่แล้ว แก้ไม่ได้ การแก้คำผิดต้องทำเป็นฉบับใหม่"
    en = "This version is published and stays as it is. A correction is a new version."


class DraftChanged(Refusal):
    """The draft or its mapping is not what the officer was shown."""

    is_for_clients = False
    code = "DRAFT_LAW_CHANGED"
    th = "ร่างหรือการเทียบมาตราถูกแก้หลังจากที่ท่านเปิดหน้านี้ โปรดตรวจดูใหม่"
    en = "The draft or its mapping was changed after you opened the page. Look at it again."


class DraftUnmapped(Refusal):
    """A section of the version before whose fate nobody has confirmed. `details`: `count`."""

    is_for_clients = False
    code = "DRAFT_UNMAPPED"
    th = "ยังมี {count} มาตราที่ไม่ได้ยืนยันว่ากลายเป็นอะไรในฉบับใหม่"
    en = "{count} sections are not confirmed yet: what became of them in the new version?"


class DraftOwnWork(Refusal):
    """The officer who made the version would publish it."""

    is_for_clients = False
    code = "DRAFT_OWN_WORK"
    th = "ผู้จัดทำร่างเผยแพร่ร่างของตนเองไม่ได้ ต้องให้เจ้าหน้าที่อีกคนตรวจและเผยแพร่"
    en = "Whoever made the version cannot publish it: another officer has to look at it."


class DraftSame(Refusal):
    """A text that says what the version before says already."""

    is_for_clients = False
    code = "DRAFT_SAME"
    th = "ร่างนี้เหมือนกับฉบับที่เผยแพร่ล่าสุดทุกประการ"
    en = "This draft says exactly what the last published version says."


class MappingInvalid(Refusal):
    """A mapping that names sections or places that are not there, or leaves one out."""

    is_for_clients = False
    code = "DRAFT_MAPPING_INVALID"
    th = "การเทียบมาตราไม่ถูกต้องที่ {key}"
    en = "The mapping is not right at {key}."


@transaction.atomic
def bring_in(
    *, viewer: "Viewer", code: str, text: str, note: str, now: datetime, kind: str = DraftVersion.Kind.DRAFT
) -> DraftVersion:
    """Take a text as the law's next version, or in place of the one worked on, and propose what became of each section.

    Summaries of sections whose wording is the same are taken over from the version before.

    :raises NotFound: :raises DraftFaulty: for wrong numbering; what was there before stays. :raises DraftSame:
    """
    law = _held(viewer, code)
    reading = parsing.read(text)
    faults = [*reading.faults, *_misfits(reading)]
    if faults:
        raise DraftFaulty(sorted(faults, key=lambda each: each.line))
    published = law.versions.filter(published_at__isnull=False).order_by("-number").first()
    summaries = _summaries(published)
    entries = [Entry(each, summaries.get(each.text, "")) for each in reading.provisions]
    if published and _says_the_same(published, entries):
        raise DraftSame(path=("text",))
    version = law.versions.filter(published_at=None).first()
    if version is None:
        number = (published.number if published else 0) + 1
        version = DraftVersion.objects.create(law=law, number=number, created_at=now)
    version.author, version.note = viewer.officer, " ".join(note.split())[:NOTE_LENGTH]
    version.kind = kind if kind in DraftVersion.Kind.values else DraftVersion.Kind.DRAFT
    version.save(update_fields=["author", "note", "kind"])
    draft_mapping.lay_out(version, entries, {})
    _record(viewer, version, "draft.bring_in", now, sections=len(entries))
    return version


@transaction.atomic
def remap(
    *, viewer: "Viewer", code: str, changes: Mapping[str, Sequence[int]], seen: str, now: datetime
) -> DraftVersion:
    """Set what became of some sections by hand: key of the section before, and places (from 0) in the new text.

    All others stay as they are mapped. The officer becomes the version's author: somebody else has to publish it.

    :raises NotFound: :raises DraftChanged: :raises MappingInvalid:
    """
    version = _worked_on(viewer, code, seen)
    told = draft_mapping.told_so_far(version)
    places = version.texts.count()
    for key, successors in changes.items():
        if key not in told or any(not 0 <= place < places for place in successors):
            raise MappingInvalid(path=("changes",), key=key)
        told[key] = sorted(set(successors))
    version.author = viewer.officer
    version.save(update_fields=["author"])
    draft_mapping.lay_out(version, draft_texts.entries_of(version), told)
    _record(viewer, version, "draft.remap", now, sections=len(changes))
    return version


@transaction.atomic
def summarise(*, viewer: "Viewer", code: str, summaries: Mapping[str, str], seen: str, now: datetime) -> DraftVersion:
    """Write what sections mean in plain words, by key; blank takes a summary away.

    :raises NotFound: :raises DraftChanged: :raises MappingInvalid: for a key the version does not have.
    """
    version = _worked_on(viewer, code, seen)
    rows = {row.section.key: row for row in draft_texts.rows_of(version)}
    for key, summary in summaries.items():
        if key not in rows:
            raise MappingInvalid(path=("summaries",), key=key)
        lines = [" ".join(line.split()) for line in summary.strip().splitlines()]
        rows[key].summary_th = "\n".join(lines)[:SUMMARY_LENGTH]
    SectionText.objects.bulk_update([rows[key] for key in summaries], ["summary_th"])
    version.author = viewer.officer
    version.save(update_fields=["author"])
    _record(viewer, version, "draft.summarise", now, sections=len(summaries))
    return version


@transaction.atomic
def confirm_mapping(*, viewer: "Viewer", code: str, seen: str, now: datetime) -> DraftVersion:
    """Confirm what became of every section, as the officer was shown it.

    :raises NotFound: :raises DraftChanged:
    """
    version = _worked_on(viewer, code, seen)
    draft_mapping.confirm(version)
    _record(viewer, version, "draft.confirm_mapping", now)
    return version


@transaction.atomic
def publish(*, viewer: "Viewer", code: str, seen: str, now: datetime) -> DraftVersion:
    """Publish the version that is worked on; from then on nobody can change it. Who follows a hearing of it is told.

    :raises NotFound: :raises DraftChanged: :raises DraftUnmapped: :raises DraftOwnWork:
    """
    law = _held(viewer, code, to_publish=True)
    version = _only_worked_on(law, seen)
    if version.author_id is None or viewer.officer is None or version.author_id == viewer.officer.pk:
        raise DraftOwnWork()
    missing = draft_mapping.unconfirmed(version)
    if missing:
        raise DraftUnmapped(count=missing)
    version.digest = draft_texts.digest_of(version)
    version.publisher, version.published_at = viewer.officer, now
    version.save(update_fields=["digest", "publisher", "published_at"])
    _tell_hearings(version, now)
    _record(viewer, version, "draft.publish", now)
    return version


@transaction.atomic
def discard(*, viewer: "Viewer", code: str, seen: str, now: datetime) -> None:
    """Throw away the version that is worked on.

    :raises NotFound: :raises DraftChanged:
    """
    version = _worked_on(viewer, code, seen)
    version.section_changes.all().delete()
    version.texts.all().update(parent=None)
    version.texts.all().delete()
    about = _about(version)
    version.delete()
    stream = version.law.agency.code
    recording.record(stream=stream, action="draft.discard", object=about, actor=viewer.actor, now=now)


def _tell_hearings(version: DraftVersion, now: datetime) -> None:
    """Tell that there is a newer text of what is being heard, or soon will be."""
    rows = Hearing.objects.filter(law=version.law_id, state__in=HEARD).select_related("law", "agency")
    for hearing in rows.select_for_update(of=("self",), no_key=True).order_by("pk"):
        note = version.note[:1000]
        hearing_telling.tell(hearing, HearingEvent.Kind.VERSION, key=str(version.number), note=note, now=now)


def _held(viewer: "Viewer", code: str, *, to_publish: bool = False) -> DraftLaw:
    """Return the law, locked, for an officer who may prepare (or publish) for its agency.

    :raises NotFound: for everybody else.
    """
    may = permissions.may_publish if to_publish else permissions.may_prepare
    law = (
        DraftLaw.objects.select_for_update(of=("self",), no_key=True).select_related("agency").filter(code=code).first()
    )
    if law is None or not may(viewer, law.agency_id):
        raise NotFound(path=("code",))
    return law


def _worked_on(viewer: "Viewer", code: str, seen: str) -> DraftVersion:
    return _only_worked_on(_held(viewer, code), seen)


def _only_worked_on(law: DraftLaw, seen: str) -> DraftVersion:
    version = law.versions.select_for_update(no_key=True).filter(published_at=None).first()
    if version is None:
        raise DraftPublished()
    version.law = law
    if draft_mapping.fingerprint(version) != seen:
        raise DraftChanged()
    return version


def _misfits(reading: parsing.Reading) -> list[Fault]:
    """Return a fault for each label or heading longer than its column."""
    return [
        Fault("letters", each.line, each.heading[:40], f"≤ {draft_texts.HEADING_LENGTH}", "ย่อชื่อหมวด", "Shorten it.")
        for each in reading.provisions
        if len(each.heading) > draft_texts.HEADING_LENGTH or len(each.label) > draft_texts.LABEL_LENGTH
    ]


def _summaries(version: DraftVersion | None) -> dict[str, str]:
    if version is None:
        return {}
    return dict(version.texts.exclude(summary_th="").values_list("text", "summary_th"))


def _says_the_same(version: DraftVersion, entries: Sequence[Entry]) -> bool:
    def said(entry: Entry) -> tuple[str, str, str]:
        return entry.provision.label, entry.provision.heading, entry.provision.text

    return [said(each) for each in draft_texts.entries_of(version)] == [said(each) for each in entries]


def _about(version: DraftVersion) -> str:
    return f"draft:{version.law.code}#{version.number}"


def _record(viewer: "Viewer", version: DraftVersion, action: str, now: datetime, **details: object) -> None:
    recording.record(
        stream=version.law.agency.code,
        action=action,
        object=_about(version),
        actor=viewer.actor,
        details=details,
        now=now,
    )
