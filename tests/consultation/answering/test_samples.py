"""The sample comments: every line can be read, there are enough, and loading them keeps every counter right."""

import pytest
import yaml

from consultation.actions import opinion_map_making, opinion_maps, recounting, sample_talk
from consultation.models import Comment, HearingCount, Stance, Statement
from tests.consultation.comments import place

FILES = sorted(sample_talk.FOLDER.glob("*.yaml"))
LINES = ["S s1 | เห็นด้วย", "> O * | ไม่เห็นด้วย", "! C * | ถูกซ่อน", "? - * | รอตรวจ", "N * | คนเดิมอีกครั้ง", "C s2 | แก้ข้อนี้"]


def test_there_are_hundreds_of_comments_and_every_line_is_read():
    lines = [line for path in FILES for line in yaml.safe_load(path.read_text(encoding="utf-8"))["comments"]]

    parts = [sample_talk.parsed(line) for line in lines]

    assert len(lines) >= 300
    assert len({words for *_, words in parts}) >= 295
    assert {mark for _, mark, *_ in parts} == {"", "!", "?"}
    assert {stance for _, _, stance, *_ in parts} == {"", *Stance.Value.values}
    assert sum(is_reply for is_reply, *_ in parts) > 60
    assert sum(bool(section) for *_, section, _ in parts) > 100


@pytest.mark.django_db
def test_loading_keeps_the_counters_and_runs_twice_without_effect(
    agency, other_agency, officer_elsewhere, settings, tmp_path
):
    hearing = place.make_hearing(place.make_law(agency), "sample-1")
    (tmp_path / "sample.yaml").write_text(yaml.safe_dump({"hearing": "sample-1", "comments": LINES}), encoding="utf-8")
    settings.DEMO = True

    added = [dict(sample_talk.load(tmp_path, now=place.NOW)) for _ in range(2)]

    assert added == [{"comments": 6, "hearings": 1}, {"unchanged": 1}]
    assert recounting.differences(hearing) == {}
    count = HearingCount.objects.get()
    assert (count.shown, count.hidden, count.pending, count.participants) == (4, 1, 1, 5)
    assert Comment.objects.get(parent__isnull=False).body == "ไม่เห็นด้วย"
    assert Comment.objects.filter(author__citizen__isnull=False).count() == 0


@pytest.mark.django_db
def test_samples_are_refused_where_the_public_reads(settings):
    settings.DEMO = False

    with pytest.raises(sample_talk.NotForDemonstration):
        sample_talk.load(now=place.NOW)


@pytest.mark.django_db
def test_the_camps_of_the_sample_report_come_out_of_its_map(agency, settings, tmp_path):
    hearing = place.make_hearing(place.make_law(agency), "sample-1")
    folder = sample_talk.FOLDER
    told = yaml.safe_load((folder / "local-e-initiative-principles-1.yaml").read_text(encoding="utf-8"))
    asked = yaml.safe_load((folder.parent / "local-e-initiative-principles-1.yaml").read_text(encoding="utf-8"))
    Statement.objects.bulk_create(
        Statement(hearing=hearing, text=text, is_seed=True, status="visible", created_at=place.NOW)
        for text in asked["statements"]
    )
    about = {"hearing": "sample-1", "comments": LINES, "listeners": told["listeners"], "camps": told["camps"]}
    (tmp_path / "sample.yaml").write_text(yaml.safe_dump(about), encoding="utf-8")
    settings.DEMO = True

    sample_talk.load(tmp_path, now=place.NOW)
    is_kept = opinion_map_making.make_now(hearing=hearing, now=place.NOW)

    shown = opinion_maps.latest_public(hearing)
    assert (is_kept, shown.why_withheld, shown.people_voted) == (True, (), 365)
    assert len(asked["statements"]) == 15
    # Camps of four, three and three parts of 365, in fives.
    assert [group.size for group in shown.groups] == [145, 110, 105]
    assert shown.density.cells
    assert recounting.differences(hearing) == {"statements": (0, 15)}
    # At once and again the same day: one map.
    assert not opinion_map_making.make_now(hearing=hearing, now=place.NOW)
