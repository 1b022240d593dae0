"""What can be wrong with a file of rules, facts or cases, said so that its author can mend it.

Every fault names the file, the line, the key, what was found, what was expected and how to mend it, in Thai and
English, and carries a stable code. Faults are for authors and commands; a citizen never meets one.
"""

from dataclasses import dataclass

Both = tuple[str, str]
"""One sentence in Thai and in English."""

LONGEST_SHOWN = 80


@dataclass(frozen=True)
class Place:
    """Where something stands: `file` as given, `line` and `column` from 1; 0 when unknown."""

    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        where = self.file or "(text)"
        return f"{where}:{self.line}:{self.column}" if self.line else where


class Fault(Exception):
    """Something an author must mend. `key` is the way to it, outermost first, joined by dots."""

    code = "RULES_FAULTY"

    def __init__(self, place: Place, key: str, *, found: object, expected: Both, mend: Both) -> None:
        self.place = place
        self.key = key
        self.found = shown(found)
        self.expected = expected
        self.mend = mend
        super().__init__(self.en)

    @property
    def th(self) -> str:
        """Return the whole sentence in Thai."""
        return f"{self.place}: {self.key}: พบ {self.found} ต้องเป็น{self.expected[0]} {self.mend[0]}"

    @property
    def en(self) -> str:
        """Return the whole sentence in English."""
        return f"{self.place}: {self.key}: found {self.found}; expected {self.expected[1]}. {self.mend[1]}"

    def __str__(self) -> str:
        return f"{self.code}: {self.en}"


class UnreadableFile(Fault):
    """The text is not the YAML that these files are written in, or the file cannot be read at all."""

    code = "RULES_UNREADABLE"


class BadDocument(Fault):
    """A rule document holds something it may not, or lacks something."""

    code = "RULES_DOCUMENT_FAULTY"


class BadExpression(Fault):
    """An expression cannot be read, or a name, type or unit in it is wrong."""

    code = "RULES_EXPRESSION_FAULTY"


class BadVocabulary(Fault):
    """facts.yaml or shared.yaml is wrong."""

    code = "RULES_VOCABULARY_FAULTY"


class BadCases(Fault):
    """A case file is not of the shape that check_cases reads."""

    code = "RULES_CASES_FAULTY"


def shown(found: object) -> str:
    """Return what was found, quoted and cut to a readable length.

    >>> shown("x" * 100)[-4:]
    "xx…'"
    >>> shown(None)
    'nothing'
    """
    if found is None:
        return "nothing"
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, dict):
        return "a mapping"
    if isinstance(found, list | tuple):
        return "a list"
    if isinstance(found, str):
        return repr(found if len(found) <= LONGEST_SHOWN else found[: LONGEST_SHOWN - 1] + "…")
    return str(found)[:LONGEST_SHOWN]
