"""The public list of comments: what each viewer may see, filters that are looked up, hostile words that stay words."""

import pytest
from django.test import Client

from consultation.models import Comment, CommentFinding
from tests.consultation.comments import place
from tests.factories import services as make
from tests.signing_in import sign_in

from .reading import listed, read

pytestmark = pytest.mark.django_db
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ settings.SECRET_KEY }} {% debug %}",
    "ย้อน\u202eกลับ " + "ก" * 900,
    "ก" + "\u0e49" * 200,
)


@pytest.fixture
def room(agency):
    hearing = place.make_hearing(place.make_law(agency, "list-act"), "list-1")
    return hearing, *place.make_voice(hearing, 61)


def path(hearing, query: str = "", start: str = "") -> str:
    return f"{start}/hearings/{hearing.code}/comments{'?' if query else ''}{query}"


def said(room, number: int) -> list[Comment]:
    """Let somebody say so many things, each third on section two and each fourth in reply to the one before."""
    hearing, _, participant = room
    section = hearing.version.texts.get(section__key="s2").section
    found: list[Comment] = []
    for place_of in range(number):
        parent = found[-1] if place_of % 4 == 3 else None
        row = Comment.objects.create(
            hearing=hearing,
            version=hearing.version,
            author=participant,
            section=parent.section if parent else section if place_of % 3 == 0 else None,
            parent=parent,
            root=None if parent is None else parent.root or parent,
            depth=0 if parent is None else parent.depth + 1,
            body=f"ความเห็นที่ {place_of}",
            is_listed=True,
            created_at=make.NOW,
        )
        row.path = ("" if parent is None else parent.path) + f"{row.pk:08d}"
        row.save(update_fields=["path"])
        found.append(row)
    return found


@pytest.mark.parametrize("query", ["", "section=s2", "section=-", "day=2026-11-21", "stance=oppose"])
def test_every_comment_is_reached_once_page_by_page(room, query, django_assert_num_queries):
    hearing, rows = room[0], said(room, 47)
    for row in rows:
        stance = "oppose" if row.pk % 2 else "support"
        CommentFinding.objects.create(
            comment=row, hearing=hearing, revision=1, stance=stance, method="by-hand", version="1", made_at=make.NOW
        )
    wanted = {
        "": rows,
        "section=s2": [one for one in rows if one.section_id],
        "section=-": [one for one in rows if not one.section_id],
        "day=2026-11-21": rows,
        "stance=oppose": [one for one in rows if one.pk % 2],
    }[query]

    found = listed(path(hearing, query))

    assert len(found) == len(set(found))
    assert set(found) == {f"c-{one.public_id}" for one in wanted}
    expected = {"": 3, "section=s2": 4, "section=-": 3, "day=2026-11-21": 3, "stance=oppose": 3}[query]
    with django_assert_num_queries(expected):
        Client().get(path(hearing, query))


def test_hostile_words_stay_words(room):
    hearing, _, participant = room
    rows = said(room, len(HOSTILE))
    for row, words in zip(rows, HOSTILE, strict=True):
        Comment.objects.filter(pk=row.pk).update(body=words, quote=words[:200], depth=0, parent=None, root=None)
    type(participant).objects.filter(pk=participant.pk).update(pseudonym="<b>ชื่อ</b>")

    body = Client().get(path(hearing)).content.decode()

    assert "<script>" not in body
    assert "<img src=x" not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body
    assert "{{ settings.SECRET_KEY }}" in body
    assert "&lt;b&gt;ชื่อ&lt;/b&gt;" in body
    assert 'dir="auto"' in body


@pytest.mark.parametrize(
    "query",
    [
        "colour=red",
        "section=s99",
        "section=s1&section=s2",
        "stance=angry",
        "theme=nonsense",
        "theme=6f1f6f0a-5a44-4f0c-8a39-2f6e7c1f0000",
        "campaign=1",
        "issue=1",
        "issue=-1",
        "issue=999999999999999999999",
        "none=x",
        "day=2026-13-45",
        "day=9999-12-31",
        "day=0001-01-01",
        "channel=fax",
        "section=s1%00",
        "after=made-up",
        "after=" + "x" * 2_000,
        "section=" + "ก" * 300,
    ],
)
@pytest.mark.parametrize("start", ["", "/en"])
def test_what_is_no_filter_of_ours_is_refused_in_both_languages(room, query, start):
    response = Client().get(path(room[0], query, start))

    body = response.content.decode()
    assert response.status_code == 400
    assert 'lang="th"' in body
    assert 'lang="en"' in body
    assert response["Cache-Control"] == "no-store"


def test_a_place_counts_only_in_the_list_it_was_given_out_for(room):
    said(room, 45)
    here = path(room[0])
    page = read(here)
    following = next(href for href, words in page.links if words == "หน้าถัดไป")
    place_in_list = following.partition("after=")[2]

    elsewhere = Client().get(f"{here}?section=s2&after={place_in_list}")
    stray = Client().get(f"{here}?fbclid=abc&utm_source=line")

    assert elsewhere.status_code == 400
    assert stray.status_code == 200


def test_officers_of_the_agency_see_here_what_the_predicate_lets_them_and_no_copy_is_kept(room, agency, other_agency):
    hearing = room[0]
    rows = said(room, 2)
    Comment.objects.filter(pk=rows[0].pk).update(is_private=True, is_listed=False)
    seen = {}
    for name, works_at in (("here", agency), ("elsewhere", other_agency)):
        client = Client()
        sign_in(client, make.make_officer(f"officer-{name}", (works_at, "author")).account)
        seen[name] = client.get(path(hearing))
    anonymous = Client().get(path(hearing))

    assert "ให้หน่วยงานอ่านเท่านั้น" in seen["here"].content.decode()
    assert rows[0].body in seen["here"].content.decode()
    assert seen["here"]["Cache-Control"] == "private, no-store"
    assert rows[0].body not in seen["elsewhere"].content.decode()
    assert rows[0].body not in anonymous.content.decode()
    assert rows[1].body in anonymous.content.decode()
    assert anonymous["Cache-Control"] == "public, max-age=60"
