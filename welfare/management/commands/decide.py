"""`bin/manage decide`: one line of JSON in, one line of JSON out, for scripts and comparisons; needs no database."""

import json
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from superapp.refusal import Refusal
from welfare.rules import given
from welfare.rules.canonical import canonical, decision_data
from welfare.rules.decide import decide_all
from welfare.rules.document import STAGES
from welfare.rules.faults import Fault
from welfare.rules.programmes import SHIPPED, Programmes, load_programmes

KEYS = frozenset({"facts", "as_of", "programmes", "stage"})


class Command(BaseCommand):
    """Decide each line of standard input (or of a file); a bad line becomes a line that says why."""

    help = (
        'Read lines of {"facts": {...}, "as_of": "YYYY-MM-DD", "programmes": [codes], "stage": "know"} and write one '
        "line of verdicts for each. Exit code 1 when a line could not be decided. Needs no database."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file of lines, where the rule documents are, and whether to trace."""
        parser.add_argument("file", nargs="?", type=Path, help="lines of JSON; standard input when absent")
        parser.add_argument("--programmes", type=Path, default=SHIPPED, metavar="DIR", help="other rule documents")
        parser.add_argument("--trace", action="store_true", help="add the trace of every criterion")

    def handle(self, *, file: Path | None, programmes: Path, trace: bool, **options: Any) -> None:
        """Decide line by line."""
        try:
            loaded = load_programmes(programmes)
            # Bytes that are not UTF-8 are to spoil their own line only.
            lines = sys.stdin if file is None else file.open(encoding="utf-8-sig", errors="surrogateescape")
        except Fault as fault:
            raise CommandError(f"{fault.th}\n{fault}") from fault
        except OSError as problem:
            raise CommandError(f"{file}: {problem.strerror}; expected a readable file of JSON lines.") from problem
        failed = 0
        with lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    answer = answered(line, loaded, with_trace=trace)
                except Refusal as refusal:
                    failed += 1
                    answer = {"error": {"code": refusal.code, "th": refusal.message("th"), "en": refusal.message("en")}}
                except ValueError as problem:
                    failed += 1
                    th = "บรรทัดนี้อ่านไม่ได้ ต้องเป็น JSON ที่มี facts และ as_of"
                    answer = {"error": {"code": "LINE_UNREADABLE", "th": th, "en": str(problem)[:200]}}
                self.stdout.write(canonical({"line": number, **answer}).decode())
        if failed:
            sys.exit(1)


def answered(line: str, programmes: Programmes, *, with_trace: bool) -> dict[str, Any]:
    """Return the answer to one line: under `decisions`, by code, verdict, reason, ask and outputs.

    :raises ValueError: when it is not such a line.
    :raises Refusal: when the facts or the date are not valid.
    """
    try:
        asked = json.loads(line, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_once)
        # Half a character could be said neither in an answer nor in a refusal.
        (line + json.dumps(asked, ensure_ascii=False, default=str)).encode()
    except RecursionError as problem:
        raise ValueError("nested too deeply") from problem
    except UnicodeEncodeError as problem:
        raise ValueError("not text in UTF-8") from problem
    if not isinstance(asked, Mapping) or not isinstance(asked.get("facts"), Mapping):
        raise ValueError("expected an object with the key facts, itself an object")
    if stray := sorted(set(asked) - KEYS):
        raise ValueError(f"unknown key {stray[0]}; expected {', '.join(sorted(KEYS))}")
    stage = asked.get("stage", "know")
    if stage not in STAGES:
        raise ValueError(f"stage must be one of {', '.join(STAGES)}")
    codes = asked.get("programmes")
    if codes is not None and (not isinstance(codes, list) or any(code not in programmes for code in map(str, codes))):
        raise ValueError("programmes must be a list of known codes")
    as_of = given.read_day(asked.get("as_of"))
    facts = given.read(programmes.vocabulary, asked["facts"])
    chosen = tuple(programmes) if codes is None else programmes.chosen(map(str, codes))
    decisions = decide_all(chosen, facts, as_of, stage, with_trace=with_trace)
    kept = ("eligible", "reason", "ask", "outputs", *(("trace",) if with_trace else ()))
    data = {code: decision_data(decision) for code, decision in decisions.items()}
    return {
        "as_of": as_of,
        "stage": stage,
        "decisions": {code: {key: one[key] for key in kept} for code, one in data.items()},
    }


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("the same key twice in an object")
    return made
