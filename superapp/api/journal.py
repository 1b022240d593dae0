"""The journal: logs as JSON lines that hold no personal data.

Only keys of the list below are written; any other shows its name and a question mark, so that a slip is seen and
nothing leaks. Texts are masked for citizen ids, phone numbers, tokens and the queries of addresses. Exceptions are
written as class and places in the code: their messages may quote what a person sent.
"""

import logging
import re
import sys
import traceback
import unicodedata
from collections.abc import MutableMapping
from typing import Any

import orjson
import structlog
from django.conf import settings

_KEYS = """
event level at logger request_id viewer method route status ms operation document cost rows cache limit code
incident error frames path peer profile version command file line
job task attempt attempts queue worker slot schedule outcome delay_s
stream seq agency service count added changed unchanged retired seconds
"""
KEYS = frozenset(re.findall(r"\w+", _KEYS))
Event = MutableMapping[str, Any]

# What people put between digits: blanks, points, strokes, hyphens and dashes of all lengths, marks nobody sees.
_BETWEEN = r"[\s.,:/_\-\u00ad\u2010-\u2015\u2212\u200b-\u200f\u2060\ufeff]{0,3}"
# Found at every place it may begin, also inside a longer row of groups: "5 1-1017-00230-70-8".
_CITIZEN_ID = re.compile(rf"(?<!\d)(?=(\d(?:{_BETWEEN}\d){{12}})(?!\d))")
_PHONE = re.compile(r"(?<!\d)(?:\+?66|0)[\s.-]?[2-9]\d?(?:[\s.-]?\d){7,8}(?!\d)")
_TOKEN = re.compile(r"(?i)\b(?:(?:bearer|basic)\s+\S+|eyJ[\w-]{8,}(?:\.[\w-]+)*)")
_SECRET = re.compile(
    r"(?i)([\w-]*(?:token|secret|passw(?:or)?d|authorization|cookie|session(?:id|_key)|csrf|signature)[\w-]*"
    r"[\"']?\s*[=:]\s*[\"']?)(?!\[)[^\s\"',;&}\])]{4,}"
)
_LINK = re.compile(r"(?<=/people/exports/)\S+")
_QUERY = re.compile(r"(?<=\?)[^\s\"']+")


def masked(text: str) -> str:
    """Return a text with citizen ids, phone numbers, tokens and the queries of addresses blotted out.

    Thai and other digits are read, and written, as 0 to 9.
    """
    if not text.isascii():
        text = "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in text)
    text = _QUERY.sub("[query]", _LINK.sub("[token]", _TOKEN.sub("[token]", text)))
    text = _SECRET.sub(r"\1[token]", text)
    return _PHONE.sub("[phone]", without_ids(text))


def without_ids(text: str) -> str:
    """Return a text with citizen ids blotted out and nothing else."""
    kept, after = [], 0
    for found in _CITIZEN_ID.finditer(text):
        start, end = found.span(1)
        if start >= after and _is_citizen_id(found[1]):
            kept += [text[after:start], "[id]"]
            after = end
    return "".join([*kept, text[after:]])


def _masked_value(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return "[id]" if 10**12 <= value < 10**13 and _is_citizen_id(str(value)) else value
    if isinstance(value, dict):
        return {masked(str(key)): _masked_value(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked_value(one) for one in value]
    return value if value is None or isinstance(value, bool | float) else masked(str(value))


def _is_citizen_id(text: str) -> bool:
    digits = [int(character) for character in text if character.isdecimal()]
    total = sum(digit * (13 - place) for place, digit in enumerate(digits[:12]))
    return (11 - total % 11) % 10 == digits[12]


def _only_known_keys(_logger: Any, _method: str, event: Event) -> Event:
    for key, value in event.items():
        if key not in KEYS:
            event[key] = "?"
        else:
            event[key] = _masked_value(value)
    return event


def _exceptions_by_place(_logger: Any, _method: str, event: Event) -> Event:
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["error"] = type(error).__qualname__
        if getattr(error, "code", None):
            event["code"] = masked(str(error.code))  # type: ignore[attr-defined]
        event["frames"] = places(error)
    return event


def places(error: BaseException, most: int = 12) -> list[str]:
    """Return where an error came from, outermost first: module:line function, the last `most` of them."""
    frames = traceback.extract_tb(error.__traceback__)[-most:]
    return [f"{'/'.join(frame.filename.split('/')[-3:])}:{frame.lineno} {frame.name}" for frame in frames]


def _json(event: Event, **_: Any) -> str:
    return orjson.dumps(event, default=str).decode()


class JsonFormatter(logging.Formatter):
    """Writes what Django and libraries log in the same way as our own lines."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one JSON line."""
        event: Event = {"event": masked(record.getMessage()), "level": record.levelname.lower(), "logger": record.name}
        if record.exc_info:
            event["exc_info"] = record.exc_info
        return _json(_exceptions_by_place(None, "", event))


def configure() -> None:
    """Send all logs to standard error as JSON lines, from settings.LOG_LEVEL on."""
    level = logging.getLevelNamesMapping()[settings.LOG_LEVEL]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            _exceptions_by_place,
            _only_known_keys,
            structlog.processors.JSONRenderer(serializer=_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        # Text and line end in one write: processes share the stream, and nobody's line may end up inside another's.
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
    )
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    if not any(isinstance(known.formatter, JsonFormatter) for known in root.handlers):
        root.addHandler(handler)
    root.setLevel(max(level, logging.WARNING))
    # Its warnings say again, with the path, what the request's own line says without.
    logging.getLogger("django.request").setLevel(logging.ERROR)
