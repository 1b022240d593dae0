"""Reading whatever a bank sends. The namespace chooses the table; what cannot be used comes back as `Quarantined`."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from lxml import etree

from welfare.gateways.reports import Quarantined, Reading

from . import movements, opening, status
from .quarantine import Unusable
from .walking import Walk

Reader = Callable[[etree._Element, str, str], Reading]

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "pain.002.001.10": lambda root, sender, id: status.report(root, sender, id, status.PAIN_002_10),
        "camt.054.001.08": lambda root, sender, id: movements.notification(root, sender, id, movements.CAMT_054_08),
        "camt.053.001.08": lambda root, sender, id: movements.statement(root, sender, id, movements.CAMT_053_08),
    }
)
"""Message -> reader. An older version is its schema in schemas/, a table of names, and a line here."""


def read(content: bytes, sender: str) -> Reading:
    """Return what a bank's message says, or why it cannot be used. Never raises for what is in `content`.

    `sender` is the channel's name; with the message's id and the place in it, it names each line for good.
    """
    message_id = None
    try:
        root = opening.root_of(content, frozenset(READERS))
        message = (etree.QName(root).namespace or "").removeprefix(opening.NAMESPACE)
        message_id = Walk(root).required(root[0], "GrpHdr/MsgId", "REFERENCE_MISSING")
        return READERS[message](root, sender, message_id)
    except Unusable as problem:
        return Quarantined(sender, problem.code, problem.where, message_id)
