"""Texts made to cost time break nothing and leave every promise standing. How long they take: bin/bench texts."""

import itertools
import json

from consultation.text import comment, personal_data, tone
from superapp.thai import forms
from tests.consultation.text import hostile

FEW = 40


def broken(text: str) -> list[str]:
    """Say which promises do not hold for one text."""
    found = comment.analyse(text)
    analysed = found.text.analysis
    wrong = []
    if forms.analysis(analysed) != analysed:
        wrong.append("the analysis form is not stable")
    if "".join("".join(found.tokens).split()) != "".join(analysed.split()):
        wrong.append("the tokens do not join to the text")
    spans = [(each.start, each.end) for each in (*found.personal_data, *found.section_refs, *found.flags)]
    if any(not 0 <= start < end <= len(analysed) for start, end in spans):
        wrong.append("an offset lies outside")
    data = found.personal_data
    if any(first.end > second.start for first, second in itertools.pairwise(data)):
        wrong.append("personal data overlap")
    if json.loads(json.dumps(comment.fields(found)))["normalised"] != analysed:
        wrong.append("the result cannot be written as JSON")
    return wrong


def test_no_trap_breaks_a_promise():
    findings = {name: broken(text) for name, text in hostile.TRAPS.items()}

    assert {name: wrong for name, wrong in findings.items() if wrong} == {}


def test_no_random_repeat_breaks_a_promise():
    findings = [(text[:40], broken(text)) for text in hostile.random_repeats(FEW)]

    assert [finding for finding in findings if finding[1]] == []


def test_what_is_cut_says_so():
    assert comment.analyse("ก" * (forms.LIMIT + 1)).truncated is True
    assert comment.analyse("ก" * forms.LIMIT).truncated is False


def test_masking_twice_changes_nothing():
    few = [*hostile.TRAPS.values(), *hostile.random_repeats(FEW)]
    short = [text[:400] for text in few]

    changed = [
        text[:40] for text in short if personal_data.masked(personal_data.masked(text)) != personal_data.masked(text)
    ]

    assert changed == []


def test_the_model_takes_anything():
    model = tone.installed()

    for text in ("", "\ud83d", "\x00", hostile.TRAPS["karma"]):
        assert model.label(text, comment.tokens_of(text)).label in {*tone.LABELS, tone.UNSURE}
