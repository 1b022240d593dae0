"""Judging what was read from a spoilt file: the same, refused, or visibly other; never a posting that is not true."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from defusedxml import ElementTree
from lxml import etree

from welfare.gateways.iso20022 import opening
from welfare.gateways.iso20022.reading import read
from welfare.gateways.reports import BookingKind, Notification, Quarantined, Reading, Statement

from .originals import Original, originals, postings
from .spoiling import WAYS


@dataclass(slots=True)
class Tally:
    """What became of the spoilt files; `crashes` and `wrong` hold a line for each, to try again by seed and number."""

    files: int = 0
    same: int = 0
    changed: int = 0
    quarantined: Counter = field(default_factory=Counter)
    crashes: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def drill(files: int, seed: int) -> Tally:
    """Spoil and read so many files, each original in turn and each way by chance."""
    tally = Tally()
    sound = [(one, read(one.content, "BANK")) for one in originals()]
    for number in range(files):
        original, reading = sound[number % len(sound)]
        random = Random(f"{seed}-{number}")
        way = random.choice(WAYS)
        spoilt = way(original.content, random)
        name = f"{number} {original.name} {way.__name__}"
        tally.files += 1
        try:
            found = read(spoilt, "BANK")
        except Exception as problem:
            tally.crashes.append(f"{name}: {type(problem).__name__}")
            continue
        _judge(tally, name, original, reading, spoilt, found)
    return tally


def _judge(tally: Tally, name: str, original: Original, reading: Reading, spoilt: bytes, found: Reading) -> None:
    if isinstance(found, Quarantined):
        tally.quarantined[found.code] += 1
        return
    if found == reading:
        tally.same += 1
    else:
        tally.changed += 1
    invented = postings(found) - original.postings
    if invented:
        tally.wrong.append(f"{name}: posts {sorted(invented)[:2]}")
    if isinstance(found, Notification) and isinstance(reading, Notification) and twice(found, reading):
        tally.wrong.append(f"{name}: posts a bill twice when the sound file comes after it")
    if isinstance(found, Notification | Statement) and amounts(spoilt) != _read_amounts(found):
        tally.wrong.append(f"{name}: reads other amounts than stand there")


def twice(first: Notification, second: Notification) -> bool:
    """Tell whether a bill is posted twice from a spoilt file and the sound one, by a ledger that keeps names unique.

    Unique are the line (`MessageKey`) and the movement (account and the bank's reference). Payouts and returns have our
    own id and are posted once by their state; a bill may truly be paid twice, so only these names tell.
    """
    lines, moved, posted = set(), set(), Counter()
    for one in (*first.bookings, *second.bookings):
        name = (one.account_number, one.bank_reference)
        if one.kind is not BookingKind.BILL_PAYMENT or one.key in lines or name in moved:
            continue
        lines.add(one.key)
        moved.add(name)
        posted[one.ref1] += 1
    return any(count > 1 for count in posted.values())


def amounts(content: bytes) -> Counter:
    """Return amounts with their directions as another parser finds them, the schema being obeyed.

    :raises AssertionError: when the file breaks its schema, and so should never have been read.
    """
    document = etree.fromstring(content, opening.safe_parser())
    message = (etree.QName(document).namespace or "").removeprefix(opening.NAMESPACE)
    assert etree.XMLSchema(file=str(opening.SCHEMAS / f"{message}.xsd")).validate(document)
    found: Counter = Counter()
    for entry in ElementTree.fromstring(content).iter():
        if entry.tag.endswith("}Ntry"):
            space = entry.tag[: -len("Ntry")]
            details = entry.findall(f"{space}NtryDtls/{space}TxDtls") or [entry]
            for detail in details:
                amount = detail.find(f"{space}Amt")
                amount = entry.find(f"{space}Amt") if amount is None else amount
                baht, _, decimals = amount.text.strip().lstrip("+").partition(".")
                side = entry.find(f"{space}CdtDbtInd").text.strip()
                found[side, int(f"{baht or 0}{decimals:0<2}")] += 1
    return found


def _read_amounts(found: Notification | Statement) -> Counter:
    return Counter((str(one.direction), one.amount_satang) for one in found.bookings)
