"""The try-it box: an officer's own facts put to the text in the editor, and the decision in sentences."""

from dataclasses import dataclass
from typing import Any

from superapp.thai.dates import date_text
from welfare.actions import vocabularies
from welfare.models import Vocabulary, book
from welfare.rules import given, yaml_reading
from welfare.rules.decide import decide
from welfare.rules.explanation import Explanation, explain
from welfare.rules.faults import Fault
from welfare.rules.loading import read_document
from welfare.rules.programmes import Programmes
from welfare.rules.tables import load_shared

EXAMPLE = "nationality: THA\nbirth_date: 1966-09-01"


@dataclass(frozen=True)
class Tried:
    """What came of it: a verdict with its sentences and what would be asked, or what was wrong with the facts."""

    verdict: str = ""
    explanation: Explanation | None = None
    asks: tuple[str, ...] = ()
    day: str = ""
    wrong: str = ""


def tried(text: str, facts_text: str, as_of: str) -> Tried:
    """Return the decision on `facts_text` (YAML, one fact a line) by the rules in `text`, on the date `as_of`."""
    facts_yaml, shared_yaml, digest = vocabularies.texts()
    words = book.words_of(Vocabulary(digest=digest, facts_text=facts_yaml))
    try:
        document = read_document(text, words)
    except Fault as fault:
        return Tried(wrong=f"ลองไม่ได้จนกว่าจะแก้หลักเกณฑ์: {fault.th}")
    try:
        read = yaml_reading.read(facts_text)
        facts = given.read(words, read if isinstance(read, dict) else {})
        day = given.read_day(as_of or {})
    except Fault as fault:
        return Tried(wrong=f"อ่านข้อเท็จจริงไม่ได้: {fault.th}")
    except given.InvalidFacts as refusal:
        return Tried(wrong=_all_wrong(refusal))
    except given.UnknownFacts as refusal:
        return Tried(wrong=refusal.message("th"))
    programme = Programmes([document], words, load_shared(shared_yaml))[document.code]
    decision = decide(programme, facts, day)
    asks = tuple(f"{words.facts[name].th} ({name})" if name in words.facts else name for name in decision.ask)
    explanation = explain(programme, decision, words, with_sensitive=True)
    return Tried(decision.verdict.value, explanation, asks, date_text(day, "th"))


def _all_wrong(refusal: given.InvalidFacts) -> str:
    problems: list[Any] = list(refusal.problems)
    return "; ".join(f"{fact}: {th}" for fact, th, _ in problems)
