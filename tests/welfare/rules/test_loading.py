"""Documents, vocabularies and shared values that are wrong are refused with file, line and key."""

from pathlib import Path

import pytest

from tests.welfare.rules.small import WORDS, programme, published
from welfare.rules.facts import load_vocabulary
from welfare.rules.faults import BadDocument, BadVocabulary, Fault, UnreadableFile
from welfare.rules.loading import read_document
from welfare.rules.programmes import SHIPPED, load_programmes
from welfare.rules.tree import Kind

ONE = '[{id: a, expr: "t", cite: act, say: {th: "ก", en: "A {t}"}}]'


def refused(text: str) -> Fault:
    with pytest.raises(Fault) as caught:
        read_document(text, WORDS, "p.yaml")
    return caught.value


@pytest.mark.parametrize(
    ("rest", "key", "line"),
    [
        ("surprise: 1", "p.surprise", 10),
        ("title: {th: x, en: y}", "title", 10),
        ("notes: &x [a]", "yaml", 10),
        ("notes: !!str a", "yaml", 10),
        ("confidence: sure", "p.confidence", 10),
        ("application: {decide: straight}", "p.application.decide", 10),
        ("application: {working_days: 0}", "p.application.working_days", 10),
        ("application: {four_eyes_above_thb: -1}", "p.application.four_eyes_above_thb", 10),
        ("covers: {from: 2026}", "p.covers.from", 10),
        ("covers: {since: 2026-01-01}", "p.covers.since", 10),
        ("evidence: {pay: oath}", "p.evidence.pay", 10),
        ("evidence: {per_fact: {zz: self}}", "p.evidence.per_fact.zz", 10),
        ("relations: [{kind: likes, with: q}]", "p.relations[0].kind", 10),
        ("relations: [{kind: passports_to, with: q, fact: zz}]", "p.relations[0].fact", 10),
        ('let: {t: "n > 1"}', "p.let", 10),
        ('let: {as_of: "n > 1"}', "p.let", 10),
        ('let:\n  a: "n > 1"\n  b: "nn"', "p.let.b", 12),
        ('let: {a: "c.age"}', "p.let.a", 10),
        ('outputs: {x: "y", y: "x"}', "p.outputs.y", 10),
        ('outputs: {x: {expr: "n", unti: THB}}', "p.outputs.x.unti", 10),
        ('outputs: {x: {expr: "n", say: {th: "{zz}", en: ""}}}', "p.outputs.x.say.th", 10),
        ("tables: {a: []}", "p.tables.a", 10),
        ("tables: {a: [{from: 2026-01-01, to: null, v: 1}]}", "p.tables.a[0].cite", 10),
        ("tables: {a: [{from: 2026-01-01, to: null, v: , cite: act}]}", "p.tables.a[0].v", 10),
        ("tables: {a: [{from: 2026-01-01, to: null, v: 1, cite: law}]}", "p.tables.a[0].cite", 10),
        ("tables: {a: [{from: 2026-01-01, v: 1, cite: act}]}", "p.tables.a[0].to", 10),
        ("tables: {a: [{from: 2026-02-30, to: null, v: 1, cite: act}]}", "p.tables.a[0].from", 10),
        ("tables: {a: [{from: 2026-02-01, to: 2026-01-01, v: 1, cite: act}]}", "p.tables.a[0].to", 10),
        ("tables: {a: [{k: 1, v: [[1, 2], [0, 3]], cite: act}]}", "p.tables.a[0].v", 10),
        ("tables: {a: {unit: {w: THB}, rows: [{k: 1, v: 2, cite: act}]}}", "p.tables.a.unit", 10),
        ("tables:\n  a:\n  - {k: 1, v: 2, cite: act}\n  - {k: 1, v: 3, cite: act}", "p.tables.a[1].k", 13),
        ("tables:\n  a:\n  - {k: 1, v: 2, cite: act}\n  - {k: 2, v: x, cite: act}", "p.tables.a.v", 11),
        ("tables:\n  a:\n  - {k: 1, v: 2, cite: act}\n  - {k: 2, w: 1, cite: act}", "p.tables.a[1].v", 13),
        (
            "tables:\n  a:\n  - {from: 2020-01-01, to: null, v: 2, cite: act}\n"
            "  - {from: 2021-01-01, to: null, v: 3, cite: act}",
            "p.tables.a[1].from",
            13,
        ),
        (
            "tables:\n  a:\n  - {from: 2020-01-01, to: 2021-01-01, v: 2, cite: act}\n"
            "  - {from: 2021-01-01, to: null, v: 3, cite: act}",
            "p.tables.a[1].from",
            13,
        ),
    ],
)
def test_a_wrong_document_names_its_line_and_key(rest: str, key: str, line: int):
    fault = refused(published(rest))

    assert (fault.key, fault.place.file, fault.place.line) == (key, "p.yaml", line)
    assert "found" in fault.en
    assert "พบ" in fault.th


@pytest.mark.parametrize(
    ("criteria", "key"),
    [
        ('[{id: a, expr: "t", say: {th: "ก", en: "A"}}]', "p.criteria.a.cite"),
        ('[{id: a, expr: "t", cite: act}]', "p.criteria.a.say"),
        ('[{id: a, expr: "n", cite: act, say: {th: "ก", en: "A"}}]', "p.criteria.a.expr"),
        ('[{id: a, expr: "t", cite: act, say: {th: "ก", en: "A {n}"}}]', "p.criteria.a.say.en"),
        ('[{id: a, expr: "t", cite: act, pinned: true, say: {th: "ก", en: "A"}}]', "p.criteria.a.note"),
        ("[{id: a, expr: t, cite: act, say: {th: ก, ข, en: A}}]", "p.criteria.a.say.ข"),
        ("[{expr: t, cite: act}]", "p.criteria[0].id"),
        (f"{ONE[:-1]}, {ONE[1:]}", "p.criteria[1].id"),
        ("5", "p.criteria"),
    ],
)
def test_a_wrong_criterion_names_its_key(criteria: str, key: str):
    fault = refused(published("", criteria))

    assert fault.key == key
    assert fault.place.line == 9


def test_a_draft_overlooks_cut_sentences_and_refuses_other_strays():
    text = (
        "{code: p, target: person (x), period: monthly, criteria: [{id: a, expr: t, th: ก, ข}],"
        " agency: {th: ก, en: A, B}}"
    )

    document = read_document(text, WORDS)

    assert document.is_draft
    assert document.entity == "person"
    assert [warned.en.split(":")[0] for warned in document.warnings] == [
        "the short form",
        "the text after a comma was cut off (ข)",
        "the text after a comma was cut off (B)",
    ]
    assert refused("{code: p, criteria: [{id: a, expr: t, th: ก, ข: 1}]}").key == "p.criteria.a.ข"


def test_more_facts_than_a_mask_holds_are_refused():
    names = [f"f{n}" for n in range(63)]
    words = load_vocabulary("facts: [" + ", ".join(f"{{name: {name}, th: x, type: bool}}" for name in names) + "]")
    text = f'{{code: p, criteria: [{{id: a, expr: "{" or ".join(names)}"}}]}}'

    with pytest.raises(BadDocument, match="63 facts"):
        read_document(text, words)


def test_what_was_read_is_typed():
    document = programme(
        published('tables: {k: {key: b, rows: [{a: 1, b: x, cite: "act s.1"}]}}\noutputs: {x: 5, y: true}', ONE)
    ).document

    assert document.tables["k"].key == "b"
    assert document.tables["k"].rows[0].cites[0].clause == "s.1"
    assert (document.outputs["x"].tree.kind, document.outputs["y"].tree.kind) == (Kind.NUMBER, Kind.BOOL)
    assert document.facts == ("t",)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("facts: [{name: A, th: x, type: bool}]", "facts.A.name"),
        ("facts: [{name: as_of, th: x, type: date}]", "facts.as_of.name"),
        ("facts: [{name: a, th: x, type: money}]", "facts.a.type"),
        ("facts: [{name: a, th: x, type: bool, colour: red}]", "facts.a.colour"),
        ("facts: [{name: a, th: x, type: bool, default: no}]", "facts.a.default"),
        ("facts: [{name: a, th: x, type: bool}, {name: a, th: x, type: bool}]", "facts.a.name"),
        ("facts: [{name: 'a[].b', th: x, type: bool}]", "facts.a[].b.name"),
        ("facts: [{name: a, type: bool}]", "facts.a.th"),
        ("registries: {}", "facts"),
        ("[]", "file"),
    ],
)
def test_a_wrong_vocabulary_is_refused(text: str, key: str):
    with pytest.raises(BadVocabulary) as caught:
        load_vocabulary(text)

    assert caught.value.key == key


def test_a_folder_is_read_whole_and_its_own_vocabulary_comes_first(tmp_path: Path):
    (tmp_path / "facts.yaml").write_text("facts: [{name: q, th: x, type: bool}]")
    (tmp_path / "one.yaml").write_text('{code: one, criteria: [{id: a, expr: "q"}]}')
    (tmp_path / "sheet.yaml").write_text(
        "{schema_version: 1, conventions: {}, source_keys: {}, programmes: [{code: two, criteria: []}]}"
    )

    programmes = load_programmes(tmp_path)

    assert list(programmes.by_code) == ["one", "two"]
    assert list(programmes.vocabulary.facts) == ["q"]
    assert programmes.shared.sso_ceiling is not None


def test_the_same_code_twice_is_refused(tmp_path: Path):
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text("{code: one, criteria: []}")

    with pytest.raises(BadDocument, match="one a second time"):
        load_programmes(tmp_path)


def test_a_folder_or_file_that_is_not_there_is_said(tmp_path: Path):
    with pytest.raises(UnreadableFile):
        load_programmes(tmp_path / "none")
    (tmp_path / "a.yaml").write_bytes(b"code: \xff")
    with pytest.raises(UnreadableFile, match=r"a\.yaml:1:1"):
        load_programmes(tmp_path)


def test_every_shipped_document_loads_without_a_warning():
    programmes = load_programmes(SHIPPED)

    assert len(programmes) == 49
    assert programmes.warnings == ()
