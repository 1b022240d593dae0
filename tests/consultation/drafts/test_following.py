"""Must show 1: anchors of 200 comments follow their sections through three versions of two laws.

The second version splits a section, inserts one, removes one and renumbers; the third merges, removes, inserts and
renumbers from one end to the other. Every comment stands at its very words, or says that it does not.
"""

from collections import Counter
from random import Random

import pytest

from consultation.actions import draft_anchors, draft_differences
from consultation.actions.draft_anchors import PassageNotFound, Written
from consultation.models import DraftLaw, DraftVersion, SectionText
from consultation.provisions import anchors
from consultation.provisions.anchors import Standing

COMMENTS = 100
LAWS = ("citizen-initiative-online", "older-persons-fund")


def versions_of(code: str) -> list[DraftVersion]:
    return list(DraftLaw.objects.get(code=code).versions.order_by("number"))


def written_on(version: DraftVersion, draw: Random) -> list[Written]:
    """Return a hundred comments: a tenth on whole sections, the rest on passages of one to sixty letters."""
    rows = list(version.texts.filter(kind="section").order_by("position"))
    comments = []
    for number in range(COMMENTS):
        row = rows[number % len(rows)]
        start = draw.randrange(len(row.text) - 10)
        end = start if number % 10 == 0 else min(len(row.text), start + draw.randint(8, 60))
        made = anchors.make(row.section.key, row.text, start, end)
        comments.append(Written(row.section_id, version.pk, made.quote, made.before, made.after, made.offset))
    return comments


@pytest.mark.django_db
@pytest.mark.parametrize("code", LAWS)
def test_two_hundred_comments_follow_their_sections(sample_laws, code: str, django_assert_num_queries) -> None:
    first, second, third = versions_of(code)
    comments = written_on(first, Random(2569))
    texts = {(row.version_id, row.section.key): row for row in SectionText.objects.select_related("section")}
    keys = {row.section_id: row.section.key for row in first.texts.select_related("section")}
    tally: Counter[tuple[int, str]] = Counter()

    for version in (second, third):
        with django_assert_num_queries(4):
            places = draft_anchors.stand(comments, on=version)

        for comment, stands in zip(comments, places, strict=True):
            before = texts[(first.pk, keys[comment.section_id])].text
            for place in stands:
                tally[(version.number, place.standing)] += 1
                if place.standing == Standing.REMOVED:
                    continue
                text = texts[(version.pk, place.section)].text
                assert place.is_changed == (text != before)
                if place.standing == Standing.PASSAGE:
                    # At its very words, and not at others that read the same.
                    assert text[place.start : place.end] == comment.quote
                    assert before.count(comment.quote) == 1 or comment.before + comment.quote + comment.after in text
                elif comment.quote:
                    assert place.is_changed

    assert tally == EXPECTED[code]


EXPECTED = {
    "citizen-initiative-online": {
        (2, Standing.PASSAGE): 81,
        (2, Standing.SECTION): 24,
        (2, Standing.REMOVED): 5,
        (3, Standing.PASSAGE): 79,
        (3, Standing.SECTION): 21,
        (3, Standing.REMOVED): 10,
    },
    "older-persons-fund": {
        (2, Standing.PASSAGE): 85,
        (2, Standing.SECTION): 15,
        (2, Standing.REMOVED): 3,
        (3, Standing.PASSAGE): 81,
        (3, Standing.SECTION): 16,
        (3, Standing.REMOVED): 6,
    },
}


@pytest.mark.django_db
def test_what_became_of_sections_is_told_over_both_steps(sample_laws) -> None:
    first, _, third = versions_of("older-persons-fund")

    became = draft_differences.successors(first, third)

    assert {key: became[key] for key in ("s11", "s15-7", "s21", "s22", "s23", "s24")} == {
        "s11": ("s11", "s11b"),
        "s15-7": (),
        "s21": ("s21",),
        "s22": ("s21",),
        "s23": (),
        "s24": ("s24",),
    }
    numbers = dict(third.texts.values_list("section__key", "number"))
    assert (numbers["s11b"], numbers["s15-1"], numbers["s24"]) == ("มาตรา ๑๒", "มาตรา ๑๗", "มาตรา ๓๒")


@pytest.mark.django_db
def test_a_comment_stands_nowhere_on_an_earlier_version(sample_laws) -> None:
    first, second, _ = versions_of("older-persons-fund")
    row = second.texts.get(section__key="s15-appeal")

    assert draft_anchors.stand([Written(row.section_id, second.pk)], on=first) == [()]
    assert [place.section for place in draft_anchors.stand([Written(row.section_id, second.pk)], on=second)[0]] == [
        "s15-appeal"
    ]


@pytest.mark.django_db
def test_a_passage_is_settled_on_the_text_or_refused(sample_laws) -> None:
    first, _, _ = versions_of("older-persons-fund")
    row = first.texts.get(section__key="s12")

    settled = draft_anchors.settled(version_id=first.pk, section_id=row.section_id, quote="กฎหมายอื่น")

    assert row.text[settled.offset :].startswith("กฎหมายอื่น")
    for quote in ("ไม่มีคำนี้", row.text * 20):
        with pytest.raises(PassageNotFound):
            draft_anchors.settled(version_id=first.pk, section_id=row.section_id, quote=quote)
    with pytest.raises(PassageNotFound):
        draft_anchors.settled(version_id=first.pk, section_id=0, quote="")


@pytest.mark.django_db
def test_the_difference_between_versions_and_against_the_law_amended(sample_laws) -> None:
    first, second, third = versions_of("older-persons-fund")
    law_in_force = DraftLaw.objects.get(code="older-persons-2546").versions.get()

    def tally(older: DraftVersion, newer: DraftVersion) -> dict[str, int]:
        return dict(Counter(str(each.change) for each in draft_differences.between(older, newer)))

    assert tally(law_in_force, first) == {"same": 24, "edited": 2, "added": 8}
    assert tally(first, second) == {"same": 12, "edited": 7, "moved": 13, "split": 1, "added": 1, "removed": 1}
    assert tally(second, third) == {"same": 15, "edited": 7, "moved": 10, "merged": 1, "added": 1, "removed": 1}
    assert tally(first, third) == {
        **{"same": 11, "edited": 8, "moved": 10},
        **{"split": 1, "merged": 1, "added": 2, "removed": 2},
    }
