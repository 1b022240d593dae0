"""Reading pain.002: what the bank says of a file we sent, of its groups and of its payments."""

from collections import Counter
from dataclasses import dataclass

from lxml import etree

from welfare.gateways.reports import MessageKey, Scope, Standing, StatusLine, StatusReport

from .amounts import moment_of, place
from .quarantine import Unusable
from .walking import Walk


@dataclass(frozen=True, slots=True)
class StatusNames:
    """What one version of the message calls the parts we read; another version is another table."""

    report: str = "CstmrPmtStsRpt"
    file: str = "OrgnlGrpInfAndSts"
    group: str = "OrgnlPmtInfAndSts"
    payment: str = "TxInfAndSts"


PAIN_002_10 = StatusNames()


def report(root: etree._Element, sender: str, message_id: str, names: StatusNames) -> StatusReport:
    """Return the report in a document that obeys its schema.

    A payment that stands twice with the same status is said once.

    :raises Unusable: when a line names nothing, contradicts another, or the counts given do not fit.
    """
    walk = Walk(root)
    body = walk.one(root, names.report)
    assert body is not None
    created = walk.one(body, "GrpHdr/CreDtTm")
    file = walk.one(body, names.file)
    assert created is not None
    assert file is not None
    original = walk.required(file, "OrgnlMsgId", "REFERENCE_MISSING")
    lines = [_line(walk, file, MessageKey(sender, message_id, "file"), Scope.FILE, original, "GrpSts")]
    for number, group in enumerate(walk.all(body, names.group), 1):
        group_id = walk.required(group, "OrgnlPmtInfId", "REFERENCE_MISSING")
        lines.append(
            _line(walk, group, MessageKey(sender, message_id, f"{number}"), Scope.GROUP, group_id, "PmtInfSts")
        )
        payments = [
            _payment(walk, element, MessageKey(sender, message_id, f"{number}/{place_in_group}"))
            for place_in_group, element in enumerate(walk.all(group, names.payment), 1)
        ]
        _require_counts(walk, group, payments)
        _require_agreement(lines[-1], payments, group)
        lines.extend(payments)
    said = [line for line in lines if line is not None]
    _require_counts(walk, file, [line for line in said if line.scope is Scope.PAYMENT])
    _require_agreement(lines[0], said, file)
    if not said:
        raise Unusable("STATUS_MISSING", place(file))
    created_at = moment_of(created)
    return StatusReport(sender, message_id, created_at, original, _without_echoes(said, body))


def _line(
    walk: Walk, element: etree._Element, key: MessageKey, scope: Scope, reference: str, status_name: str
) -> StatusLine | None:
    # A file or a group may be named only to hold its payments: then nothing is said of it.
    status = walk.text(element, status_name)
    return None if status is None else StatusLine(key, scope, reference, status, _reasons(walk, element))


def _payment(walk: Walk, element: etree._Element, key: MessageKey) -> StatusLine:
    reference = walk.required(element, "OrgnlEndToEndId", "REFERENCE_MISSING")
    instruction = walk.text(element, "OrgnlInstrId")
    # We write the same id in both places, so a bank that answers with two has one of them wrong.
    if instruction is not None and instruction != reference:
        raise Unusable("REFERENCES_DIFFER", place(element))
    status = walk.required(element, "TxSts", "STATUS_MISSING")
    return StatusLine(key, Scope.PAYMENT, reference, status, _reasons(walk, element))


def _reasons(walk: Walk, element: etree._Element) -> tuple[str, ...]:
    reasons = (walk.one(one, "Rsn") for one in walk.all(element, "StsRsnInf"))
    return tuple(code for one in reasons if one is not None and len(one) and (code := one[0].text))


def _require_counts(walk: Walk, element: etree._Element, payments: list[StatusLine]) -> None:
    # Banks may list only what went wrong, so a status with a count and no line is no fault; but where counts are given,
    # every status that is listed must have its own. One letter turns "being settled" (ACSP) into "settled" (ACSC).
    counts = {
        walk.required(one, "DtldSts", "STATUS_MISSING"): int(walk.required(one, "DtldNbOfTxs", "TOTALS_DIFFER"))
        for one in walk.all(element, "NbOfTxsPerSts")
    }
    listed = Counter(line.status for line in payments)
    if counts and any(counts.get(status) != count for status, count in listed.items()):
        raise Unusable("TOTALS_DIFFER", place(element))


def _require_agreement(whole: StatusLine | None, parts: list[StatusLine], element: etree._Element) -> None:
    # A rejected whole rejects all its payments, so one that is said to be on its way or paid makes neither believable.
    rejected = Standing.REJECTED
    if whole is not None and whole.standing is rejected and any(one.standing is not rejected for one in parts):
        raise Unusable("STATUS_CONTRADICTS", place(element))


def _without_echoes(lines: list[StatusLine], body: etree._Element) -> tuple[StatusLine, ...]:
    said: dict[tuple[Scope, str], StatusLine] = {}
    for line in lines:
        first = said.setdefault((line.scope, line.reference), line)
        if (first.status, first.reasons) != (line.status, line.reasons):
            raise Unusable("STATUS_CONTRADICTS", f"{line.key.entry} of {place(body)}")
    return tuple(said.values())
