"""A draft comes in by text, is mapped and confirmed, and is published by somebody else, once and for good."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from consultation.actions import draft_laws, draft_mapping, drafts
from consultation.models import DraftLaw, DraftVersion, Section, SectionChange, SectionText
from superapp.audit.models import AuditEvent
from superapp.refusal import NotFound
from tests.consultation.drafts.conftest import FIRST, SECOND, bring_in, seen
from tests.factories.services import NOW


def mapping(version: DraftVersion) -> list[tuple[str, str, list[str]]]:
    rows = version.section_changes.select_related("section").prefetch_related("successors").order_by("pk")
    return [
        (row.kind, row.section.key if row.section else "", sorted(each.key for each in row.successors.all()))
        for row in rows
    ]


def labels(version: DraftVersion) -> dict[str, str]:
    return dict(version.texts.order_by("position").values_list("section__key", "number"))


def test_the_first_version_gives_every_section_its_identity(law, author) -> None:
    version = bring_in(author, FIRST)

    assert labels(version) == {
        "preamble": "",
        "c1": "หมวด ๑",
        "s1": "มาตรา ๑",
        "s2": "มาตรา ๒",
        "s3": "มาตรา ๓",
        "s4": "มาตรา ๔",
    }
    assert (version.number, version.digest, version.published_at, mapping(version)) == (1, "", None, [])
    assert version.texts.get(section__key="s2").parent.section.key == "c1"
    assert AuditEvent.objects.order_by("-pk").values_list("action", "object", "details").first() == (
        "draft.bring_in",
        "draft:public-parks#1",
        {"sections": 6},
    )


def test_a_renumbered_section_keeps_its_identity(published, author) -> None:
    version = bring_in(author, SECOND)

    assert mapping(version) == [
        ("same", "preamble", ["preamble"]),
        ("same", "c1", ["c1"]),
        ("same", "s1", ["s1"]),
        ("same", "s2", ["s2"]),
        ("added", "", ["s3-v2"]),
        ("edited", "s3", ["s3"]),
        ("moved", "s4", ["s4"]),
    ]
    assert labels(version)["s3"] == "มาตรา ๔"
    assert not SectionChange.objects.filter(version=version, is_confirmed=True).exists()


def test_a_faulty_draft_is_refused_with_its_lines_and_nothing_is_lost(published, author) -> None:
    version = bring_in(author, SECOND)
    before = seen(version)

    with pytest.raises(drafts.DraftFaulty) as refused:
        bring_in(author, SECOND.replace("มาตรา ๕", "มาตรา ๗").replace("มาตรา ๒  ", "มาตรา ๑  "))

    assert [(fault.kind, fault.line, fault.found) for fault in refused.value.faults] == [
        ("duplicate", 5, "มาตรา ๑"),
        ("gap", 6, "มาตรา ๓"),
        ("gap", 9, "มาตรา ๗"),
    ]
    assert refused.value.message("en").startswith("This draft cannot be taken yet: 3 places to mend. The first: Line 5")
    assert seen(version) == before


def test_a_text_that_changes_nothing_is_refused(published, author) -> None:
    with pytest.raises(drafts.DraftSame):
        bring_in(author, FIRST)

    assert DraftVersion.objects.count() == 1


def test_bringing_in_again_replaces_the_draft_and_keeps_summaries_of_the_same_wording(published, author) -> None:
    first = bring_in(author, SECOND)
    drafts.summarise(
        viewer=author,
        code="public-parks",
        summaries={"s3": " ทิ้งขยะ  ปรับ\n\nห้าพัน "},
        seen=seen(first),
        now=NOW,
    )

    again = bring_in(author, SECOND.replace("ห้าพัน", "สองพัน"))

    assert (again.pk, again.number) == (first.pk, 2)
    assert DraftVersion.objects.count() == 2
    assert labels(again)["s3-v2"] == "มาตรา ๓"
    assert Section.objects.filter(law=again.law).count() == 7
    assert not again.texts.exclude(summary_th="").exists()


def test_an_officer_sets_the_mapping_right(published, author) -> None:
    version = bring_in(author, SECOND)
    place = list(labels(version).values()).index("มาตรา ๓")

    drafts.remap(viewer=author, code="public-parks", changes={"s2": [3, place], "s3": []}, seen=seen(version), now=NOW)

    assert [row for row in mapping(version) if row[0] not in ("same", "moved")] == [
        ("split", "s2", ["s2", "s3-v2"]),
        ("added", "", ["s3-v3"]),
        ("removed", "s3", []),
    ]
    for changes in ({"s99": [0]}, {"s2": [99]}):
        with pytest.raises(drafts.MappingInvalid):
            drafts.remap(viewer=author, code="public-parks", changes=changes, seen=seen(version), now=NOW)


def test_publishing_needs_a_confirmed_mapping_and_another_officer(published, author, approver, head) -> None:
    version = bring_in(author, SECOND)

    with pytest.raises(drafts.DraftUnmapped) as unmapped:
        drafts.publish(viewer=approver, code="public-parks", seen=seen(version), now=NOW)
    stale = seen(version)
    drafts.confirm_mapping(viewer=author, code="public-parks", seen=stale, now=NOW)
    drafts.summarise(viewer=head, code="public-parks", summaries={"s3": "ปรับห้าพัน"}, seen=stale, now=NOW)
    with pytest.raises(drafts.DraftOwnWork):
        drafts.publish(viewer=head, code="public-parks", seen=seen(version), now=NOW)
    with pytest.raises(drafts.DraftChanged):
        drafts.publish(viewer=approver, code="public-parks", seen=stale, now=NOW)
    done = drafts.publish(viewer=approver, code="public-parks", seen=seen(version), now=NOW)

    assert unmapped.value.details == {"count": 7}
    assert (len(done.digest), done.published_at, done.publisher.account.username) == (64, NOW, "prasit")
    with pytest.raises(drafts.DraftPublished):
        drafts.publish(viewer=approver, code="public-parks", seen="", now=NOW)


def test_a_published_version_stays_as_it_is(published) -> None:
    row = published.texts.first()

    for write in (
        lambda: SectionText.objects.filter(pk=row.pk).update(text="อื่น"),
        lambda: SectionText.objects.filter(pk=row.pk).delete(),
        lambda: DraftVersion.objects.filter(pk=published.pk).update(note="อื่น"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_a_correction_is_a_version_of_its_own(published, author) -> None:
    version = bring_in(author, FIRST.replace("ขยะ", "ขยะมูลฝอย"), kind="corrigendum")

    assert (version.number, version.kind) == (2, "corrigendum")


def test_a_draft_can_be_thrown_away(published, author) -> None:
    version = bring_in(author, SECOND)

    drafts.discard(viewer=author, code="public-parks", seen=seen(version), now=NOW)

    assert list(DraftVersion.objects.values_list("number", flat=True)) == [1]
    assert labels(bring_in(author, SECOND))["s3-v2"] == "มาตรา ๓"


def test_only_officers_here_write(published, author, anonymous, citizen, officer_elsewhere) -> None:
    version = bring_in(author, SECOND)
    before = seen(version)
    fields: dict[str, Any] = {"code": "public-parks", "now": NOW}
    acts = (
        lambda viewer: drafts.bring_in(viewer=viewer, text=FIRST, note="", **fields),
        lambda viewer: drafts.remap(viewer=viewer, changes={}, seen=before, **fields),
        lambda viewer: drafts.summarise(viewer=viewer, summaries={}, seen=before, **fields),
        lambda viewer: drafts.confirm_mapping(viewer=viewer, seen=before, **fields),
        lambda viewer: drafts.publish(viewer=viewer, seen=before, **fields),
        lambda viewer: drafts.discard(viewer=viewer, seen=before, **fields),
    )
    events = AuditEvent.objects.count()

    for viewer in (anonymous, citizen, officer_elsewhere):
        for act in acts:
            with pytest.raises(NotFound):
                act(viewer)

    with pytest.raises(NotFound):
        drafts.publish(viewer=author, seen=before, **fields)
    assert seen(version) == before
    assert AuditEvent.objects.count() == events


def test_a_law_is_begun_once_by_its_agency(law, agency, author, officer_elsewhere) -> None:
    fields: dict[str, Any] = {
        "agency": agency,
        "code": "new-law",
        "title_th": "ร่างใหม่",
        "title_en": "",
        "instrument": "act",
        "subject_codes": ["health"],
        "amends": "",
        "now": NOW,
    }

    with pytest.raises(NotFound):
        draft_laws.begin(viewer=officer_elsewhere, **fields)
    with pytest.raises(draft_laws.DraftLawCodeTaken):
        draft_laws.begin(viewer=author, **fields | {"code": "public-parks"})
    for name, wrong in (
        ("code", "New Law"),
        ("title_th", " "),
        ("instrument", "law"),
        ("subject_codes", ["none"]),
        ("amends", "no-such-law"),
    ):
        with pytest.raises(draft_laws.DraftLawInvalid) as refused:
            draft_laws.begin(viewer=author, **fields | {name: wrong})
        assert refused.value.details["field"] == name.replace("subject_codes", "subjects")

    assert list(DraftLaw.objects.values_list("code", flat=True)) == ["public-parks"]


def test_a_draft_is_seen_by_its_agency_and_published_texts_by_all(
    published, author, anonymous, citizen, officer_elsewhere
) -> None:
    bring_in(author, SECOND)

    for viewer in (anonymous, citizen, officer_elsewhere):
        assert list(DraftVersion.objects.visible_to(viewer).values_list("number", flat=True)) == [1]
    assert sorted(DraftVersion.objects.visible_to(author).values_list("number", flat=True)) == [1, 2]
    assert draft_mapping.unconfirmed(DraftVersion.objects.get(number=2)) == 7
