"""The journal: logs as JSON lines that hold no personal data.

Only keys of the list below are written; any other shows its name and a question mark, so that a slip is seen and
nothing leaks. Texts are masked for citizen ids, phone numbers, tokens and the queries of addresses. Exceptions are
written as class and places in the code: their messages may quote what a person sent.
"""

import logging
import re
import sys
import traceback
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

_CITIZEN_ID = re.compile(r"(?<!\d)\d(?:[\s.\-–]?\d){12}(?!\d)")
_PHONE = re.compile(r"(?<!\d)(?:\+?66|0)[\s-]?[689]\d?(?:[\s-]?\d){7,8}(?!\d)")
_TOKEN = re.compile(r"(?i)\b(?:bearer\s+\S+|eyJ[\w-]{8,}(?:\.[\w-]+)*)")
_QUERY = re.compile(r"(?<=\?)[^\s\"']+")


def masked(text: str) -> str:
    """Return a text with citizen ids, phone numbers, tokens and the queries of addresses blotted out."""
    text = _TOKEN.sub("[token]", text)
    text = _CITIZEN_ID.sub(lambda found: "[id]" if _is_citizen_id(found[0]) else found[0], text)
    text = _PHONE.sub("[phone]", text)
    return _QUERY.sub("[query]", text)


def _is_citizen_id(text: str) -> bool:
    # \d and int() take Thai digits as well.
    digits = [int(character) for character in text if character.isdecimal()]
    total = sum(digit * (13 - place) for place, digit in enumerate(digits[:12]))
    return (11 - total % 11) % 10 == digits[12]


def _only_known_keys(_logger: Any, _method: str, event: Event) -> Event:
    for key, value in event.items():
        if key not in KEYS:
            event[key] = "?"
        elif isinstance(value, str):
            event[key] = masked(value)
    return event


def _exceptions_by_place(_logger: Any, _method: str, event: Event) -> Event:
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["error"] = type(error).__qualname__
        if getattr(error, "code", None):
            event["code"] = str(error.code)  # type: ignore[attr-defined]
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
