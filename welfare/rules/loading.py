"""From a file to documents: the format rules/1, and the draft sheet's short form with warnings.

Everything is checked when it is loaded: a document that loads can be decided for every date and every facts, and one
that cannot be understood whole is refused whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import cast

from welfare.rules import yaml_reading
from welfare.rules.document import (
    Cite,
    Criterion,
    Definition,
    Document,
    Law,
    Output,
    Say,
    Warned,
)
from welfare.rules.facts import Vocabulary
from welfare.rules.faults import BadDocument, Place
from welfare.rules.loading_parts import read_application, read_covers, read_evidence, read_relations
from welfare.rules.numbers import number_text
from welfare.rules.scope import MOST_FACTS, Scope, Texts
from welfare.rules.shape import Shape
from welfare.rules.tables import NAME, read_cites, read_laws, read_tables
from welfare.rules.tree import Kind, Node

FORMAT = "rules/1"
PERIODS = (
    "month", "quarter", "year", "school_year", "fiscal_year", "season", "episode", "once", "status", "in_kind",
)  # fmt: skip
ENTITIES = ("person", "household", "organisation")
_SHEET = ("schema_version", "conventions", "source_keys")
_NO_NAMES = frozenset({"as_of", "c", "true", "false"})
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def read_documents(read: object, vocabulary: Vocabulary, file: str = "") -> tuple[Document, ...]:
    """Return the documents in what yaml_reading returned: a single one, or a list under `programmes`.

    :raises Fault: for the first thing that is wrong, with file, line and key.
    """
    if isinstance(read, Mapping) and "programmes" in read:
        top = Shape(read, "", file, BadDocument)
        for key in _SHEET:
            top.take(key, None)
        entries = top.sequence("programmes")
        top.finish()
        return tuple(
            _Loading(
                Shape(entry, f"programmes[{n}]", file, BadDocument, yaml_reading.place_of(entries, n, file)), vocabulary
            ).load()
            for n, entry in enumerate(entries)
        )
    return (_Loading(Shape(read, "", file, BadDocument), vocabulary).load(),)


def read_document(text: str, vocabulary: Vocabulary, file: str = "") -> Document:
    """Return the one document of a text.

    >>> from welfare.rules.facts import load_vocabulary
    >>> words = load_vocabulary("facts: [{name: nationality, th: สัญชาติ, type: string}]")
    >>> read_document("{code: p, criteria: [{id: thai, expr: \\"nationality == 'THA'\\"}], outputs: {}}", words).facts
    ('nationality',)

    :raises Fault: for the first thing that is wrong, with file, line and key.
    """
    return _Loading(Shape(yaml_reading.read(text, file), "", file, BadDocument), vocabulary).load()


def load_file(path: Path, vocabulary: Vocabulary) -> tuple[Document, ...]:
    """Return the documents of one file.

    :raises Fault: for the first thing that is wrong, with file, line and key.
    """
    return read_documents(yaml_reading.read_file(path), vocabulary, str(path))


class _Loading:
    """One document while it is read."""

    def __init__(self, shape: Shape, vocabulary: Vocabulary) -> None:
        self.shape = shape
        self.vocabulary = vocabulary
        self.warnings: list[Warned] = []
        self.is_draft = shape.take("format", None) is None
        if not self.is_draft:
            shape.word("format", (FORMAT,))
        self.code: str = shape.text("code")
        if not NAME.fullmatch(self.code):
            raise shape.wrong("code", self.code, ("ชื่อ a-z 0-9 _", "a name of a-z, 0-9 and _"))
        shape.key = self.code
        self.laws: dict[str, Law] = read_laws(shape)

    def load(self) -> Document:
        shape = self.shape
        if self.is_draft:
            self._warn(
                shape.path("format"),
                "รูปแบบย่อ ใช้ประเมินได้แต่เผยแพร่ไม่ได้",
                "the short form: it may be evaluated, never published",
            )
        tables = read_tables(shape, self._cites)
        lets = self._texts("let")
        scope = Scope(self.vocabulary, tables, lets, is_draft=self.is_draft)
        for name in lets:
            if name in self.vocabulary.facts or name in _NO_NAMES:
                raise shape.wrong(
                    "let", name, ("ชื่อที่ไม่ซ้ำกับข้อมูล", "a name that no fact has"), ("เปลี่ยนชื่อ", "Rename the let.")
                )
        let_trees = scope.all_lets()
        criteria = self._criteria(scope)
        outputs = self._outputs(scope)
        every = set[str]().union(*(one.facts for one in criteria), *(one.facts for one in outputs.values()))
        if len(every) > MOST_FACTS:
            raise shape.wrong("criteria", f"{len(every)} facts", (f"ไม่เกิน {MOST_FACTS}", f"at most {MOST_FACTS} facts"))
        title, agency = self._title(), self._agency()
        entity, entity_note, period, period_note = self._entity_and_period()
        document = Document(
            code=self.code,
            version=shape.whole("version", 0 if self.is_draft else 1),
            title=title,
            agency=agency,
            entity=entity,
            entity_note=entity_note,
            period=period,
            period_note=period_note,
            covers=read_covers(shape),
            laws=self.laws,
            tables=tables,
            lets={
                name: Definition(name, lets[name][0], tree, self._facts(scope, tree))
                for name, tree in let_trees.items()
            },
            criteria=criteria,
            outputs=outputs,
            outputs_by_need=tuple(scope.output_trees),
            evidence=read_evidence(shape, self.vocabulary),
            relations=read_relations(shape, self.vocabulary),
            application=read_application(shape),
            payment=shape.mapping("payment", {}) or {},
            notes=shape.texts("notes"),
            confidence=shape.word("confidence", ("high", "medium", "low"), None),
            sources=shape.texts("sources") + (shape.texts("source") if self.is_draft else ()),
            tests=tuple(shape.sequence("tests", [])),
            facts=self.vocabulary.ordered(every),
            is_draft=self.is_draft,
            warnings=(),
            source=shape.block,
            file=shape.file,
        )
        if self.is_draft:
            for name in ("legal_basis", "incompatible_with"):
                shape.take(name, None)
        self._finish(shape)
        object.__setattr__(document, "warnings", (*self.warnings, *scope.warnings))
        return document

    def _warn(self, place: str, th: str, en: str) -> None:
        self.warnings.append(Warned(place, th, en))

    def _finish(self, shape: Shape) -> None:
        """Refuse unknown keys; in a draft a key without a value is a sentence cut at its comma, and overlooked."""
        if self.is_draft:
            for name in shape.strays():
                if shape.block[name] is None:
                    shape.taken.add(name)
                    en = f"the text after a comma was cut off ({name[:40]}): quote the sentence"
                    self._warn(f"{shape.place(name)} {shape.key}", "ข้อความถูกตัดที่จุลภาค ให้ใส่เครื่องหมายคำพูด", en)
        shape.finish()

    def _cites(self, shape: Shape, key: str) -> tuple[Cite, ...]:
        return read_cites(shape, key, self.laws, is_needed=not self.is_draft)

    def _facts(self, scope: Scope, tree: Node) -> tuple[str, ...]:
        return self.vocabulary.ordered(scope.facts_of(tree))

    def _texts(self, key: str) -> Texts:
        texts: dict[str, tuple[str, Place, str]] = {}
        declared = self.shape.mapping(key, {}) or {}
        below = self.shape.below(key, declared)
        for name in declared:
            if not NAME.fullmatch(name):
                raise below.wrong(name, name, ("ชื่อ a-z 0-9 _", "a name of a-z, 0-9 and _"))
            texts[name] = (_expression(below, name), below.place(name), below.path(name))
        return texts

    def _criteria(self, scope: Scope) -> tuple[Criterion, ...]:
        criteria: list[Criterion] = []
        entries = self.shape.sequence("criteria")
        for number, entry in enumerate(entries):
            place = yaml_reading.place_of(entries, number, self.shape.file)
            one = Shape(entry, self.shape.path(f"criteria[{number}]"), self.shape.file, BadDocument, place)
            name = one.text("id")
            if not NAME.fullmatch(name) or any(name == other.id for other in criteria):
                raise one.wrong("id", name, ("ชื่อที่ไม่ซ้ำ", "a name of a-z, 0-9 and _, each once"))
            one.key = self.shape.path(f"criteria.{name}")
            text = _expression(one, "expr")
            tree = scope.expression(text, one.place("expr"), one.path("expr"), Kind.BOOL)
            facts = self._facts(scope, tree)
            cites = self._cites(one, "cite")
            say = self._sentence(one, scope, {*facts, *scope.let_trees})
            pinned, note = one.flag("pinned", False), one.text("note", None)
            if pinned and note is None and not self.is_draft:
                raise one.wrong("note", None, ("คำอธิบายการตีความ", "a note that says which reading is fixed"))
            self._finish(one)
            criteria.append(Criterion(name, text, tree, say, cites, pinned, note, facts))
        return tuple(criteria)

    def _sentence(self, shape: Shape, scope: Scope, names: set[str]) -> Say:
        if self.is_draft and "say" not in shape.block:
            return Say(shape.text("th", ""), shape.text("en", ""))
        return self._say(shape.below("say", shape.mapping("say")), names)

    def _say(self, shape: Shape, names: set[str] | None = None) -> Say:
        say = Say(shape.text("th"), shape.text("en"))
        for language, text in (("th", say.th), ("en", say.en)):
            for name in _PLACEHOLDER.findall(text) if names is not None else ():
                if name not in (names or ()):
                    raise shape.wrong(
                        language, f"{{{name}}}", ("ข้อมูล let หรือผลลัพธ์ที่ใช้จริง", "a fact, let or output that is read here")
                    )
        shape.finish()
        return say

    def _outputs(self, scope: Scope) -> dict[str, Output]:
        declared = self.shape.mapping("outputs", {}) or {}
        below = self.shape.below("outputs", declared)
        texts: dict[str, tuple[str, Place, str]] = {}
        shapes: dict[str, Shape] = {}
        for name, entry in declared.items():
            if not NAME.fullmatch(name):
                raise below.wrong(name, name, ("ชื่อ a-z 0-9 _", "a name of a-z, 0-9 and _"))
            if isinstance(entry, Mapping):
                one = shapes[name] = below.below(name, entry)
                texts[name] = (_expression(one, "expr"), one.place("expr"), one.path("expr"))
            else:
                texts[name] = (_expression(below, name), below.place(name), below.path(name))
        units = {name: one.text("unit", None) for name, one in shapes.items()}
        trees = scope.all_outputs(texts, units)
        outputs: dict[str, Output] = {}
        for name, (text, _, _) in texts.items():
            shape, unit, say, cites = shapes.get(name), trees[name].unit, None, cast(tuple[Cite, ...], ())
            facts = self._facts(scope, trees[name])
            if shape is not None:
                if "say" in shape.block:
                    say = self._say(shape.below("say", shape.mapping("say")), {*facts, *scope.let_trees, *texts})
                cites = read_cites(shape, "cite", self.laws, is_needed=False)
                shape.take("note", None)
                shape.finish()
            outputs[name] = Output(name, text, trees[name], unit, say, cites, facts)
        return outputs

    def _title(self) -> Say:
        if self.is_draft and "title" not in self.shape.block:
            return Say(self.shape.text("name_th", self.code), self.shape.text("name_en", self.code))
        return self._say(self.shape.below("title", self.shape.mapping("title")))

    def _agency(self) -> dict[str, str]:
        agency = self.shape.mapping("agency", None if self.is_draft else {})
        if agency is None:
            return {}
        below = self.shape.below("agency", agency)
        names = {key: below.text(key, None) for key in ("id", "th", "en")}
        self._finish(below)
        return {key: name for key, name in names.items() if name is not None}

    def _entity_and_period(self) -> tuple[str, str | None, str | None, str | None]:
        shape = self.shape
        if not self.is_draft:
            return (
                shape.word("entity", ENTITIES),
                shape.text("entity_note", None),
                shape.word("period", PERIODS),
                shape.text("period_note", None),
            )
        note = shape.text("entity" if "entity" in shape.block else "target", "person")
        found = re.match("|".join(ENTITIES), note)
        return (found[0] if found else "person"), note, None, shape.text("period", None)


def _expression(shape: Shape, key: str) -> str:
    """Return an expression's text; an unquoted number or boolean is one too."""
    value = shape.take(key)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Fraction):
        return number_text(value)
    if not isinstance(value, str) or not value.strip():
        raise shape.wrong(
            key, value, ("นิพจน์", "an expression"), ("ใส่นิพจน์ในเครื่องหมายคำพูด", "Write a quoted expression.")
        )
    return value
