"""Opening a file that came from outside: size, encoding and shape are judged before anything in it is believed.

A bank's messages are UTF-8 without document types. What is larger, deeper or fancier is refused before a tree is built,
so that a hostile file costs neither memory nor time. Every file is then held against its schema.
"""

import re
import threading
from pathlib import Path

from lxml import etree

from .quarantine import Unusable

SCHEMAS = Path(__file__).parent / "schemas"
NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
LARGEST_BYTES = 16 * 1024 * 1024
"""About 20,000 movements with all their details. Banks split what is longer."""
MOST_TAGS = 1_500_000
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"'>]{1,40})["']""")
_FORBIDDEN = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
_compiled = threading.local()


def schema(message: str) -> etree.XMLSchema:
    """Return the compiled schema of a message such as "camt.054.001.08", compiled once per thread.

    A schema object keeps the errors of its last use, so threads do not share one.
    """
    known: dict[str, etree.XMLSchema] = _compiled.__dict__.setdefault("schemas", {})
    if message not in known:
        known[message] = etree.XMLSchema(file=str(SCHEMAS / f"{message}.xsd"))
    return known[message]


def root_of(content: bytes, known: frozenset[str], largest_bytes: int = LARGEST_BYTES) -> etree._Element:
    """Return the root of a message whose schema is among `known` and which obeys it.

    :raises Unusable: with the cause; the parser's own words are dropped, since they quote names and numbers.
    """
    check_bytes(content, largest_bytes)
    try:
        root = etree.fromstring(content, safe_parser())
    except etree.XMLSyntaxError as problem:
        raise malformed(problem) from None
    name = etree.QName(root)
    message = (name.namespace or "").removeprefix(NAMESPACE)
    if name.localname != "Document" or message not in known or name.namespace != NAMESPACE + message:
        raise Unusable("UNKNOWN_MESSAGE", "Document")
    checker = schema(message)
    if not checker.validate(root):
        raise Unusable("SCHEMA_INVALID", first_fault(checker.error_log))
    return root


def check_bytes(content: bytes, largest_bytes: int) -> None:
    """Do nothing for bytes that may be parsed.

    :raises Unusable: EMPTY, TOO_LARGE, NOT_UTF8, DOCTYPE_FORBIDDEN or TOO_MANY_ELEMENTS.
    """
    if not content.strip():
        raise Unusable("EMPTY", "file")
    if len(content) > largest_bytes:
        raise Unusable("TOO_LARGE", "file")
    declared = _DECLARED.match(content[:400].removeprefix(b"\xef\xbb\xbf"))
    if declared is not None and declared[1].lower() not in (b"utf-8", b"us-ascii", b"utf8"):
        raise Unusable("NOT_UTF8", "line 1")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise Unusable("NOT_UTF8", f"line {line}") from None
    if _FORBIDDEN.search(content):
        raise Unusable("DOCTYPE_FORBIDDEN", "file")
    if content.count(b"<") > MOST_TAGS * (largest_bytes // LARGEST_BYTES):
        raise Unusable("TOO_MANY_ELEMENTS", "file")


def safe_parser() -> etree.XMLParser:
    """Return a parser that fetches nothing, expands nothing and keeps the C library's limits on depth and text."""
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def malformed(problem: etree.XMLSyntaxError) -> Unusable:
    """Return the cause for a parser's refusal, with its line and without its words."""
    is_depth = "depth" in (problem.msg or "").lower()
    return Unusable("TOO_DEEP" if is_depth else "MALFORMED", f"line {problem.lineno or 1}")


def first_fault(log: etree._ListErrorLog) -> str:
    """Return where a schema was first broken: element path without namespaces, and line."""
    for entry in log:
        path = re.sub(r"\*|\{[^}]*\}", "", entry.path or "")
        return f"{path[:200]}, line {entry.line}"
    return "file"
