"""A data set holds what everybody may read and nothing else, counted; and what is not whole never shows."""

import csv
import io
import json
from datetime import timedelta
from uuid import UUID

import pytest

from consultation.actions import comment_states, open_data, open_data_files, open_data_making, recounting, reports
from consultation.models import Comment, Hearing, HearingCount, OpenDataSet, Statement, StatementVote
from superapp.accounts.viewer import ANONYMOUS
from superapp.files import storing
from superapp.refusal import NotFound
from tests.consultation.answering import talk as talking

pytestmark = pytest.mark.django_db


def lying(row):
    """Return the names of what lies in the folder of a data set."""
    try:
        return sorted(storing.storage().listdir(f"open-data/{row.public_id}")[1])
    except FileNotFoundError:
        return []


def export(hearing):
    """Make a data set the way the job does; return it."""
    row = open_data.begin(Hearing.objects.get(pk=hearing.pk), now=hearing.closes_at + timedelta(days=3))
    open_data.keep(open_data.make.func(data_set=str(row.public_id)), data_set=str(row.public_id))
    row.refresh_from_db()
    return row


def read(row, name):
    """Return the text of a file of a data set."""
    name = open_data_files.stored_name(row.folder, name)
    return b"".join(storing.pieces(name, None)).decode()


def table(row, name):
    """Return the rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(read(row, name), newline="")))


def statements_with_votes(talk, voters):
    """Make two statements and so many people who answered both."""
    hearing = talk.hearing
    made = [
        Statement.objects.create(
            hearing=hearing, text=f"ข้อ {place}", is_seed=True, status="visible", created_at=hearing.opens_at
        )
        for place in range(2)
    ]
    people = [
        hearing.participants.model(
            hearing=hearing, pseudonym=f"มะลิ {voters}-{number}", notice_version="1", joined_at=hearing.opens_at
        )
        for number in range(voters)
    ]
    people = hearing.participants.model.objects.bulk_create(people)
    at = hearing.opens_at + timedelta(hours=7, minutes=13)
    StatementVote.objects.bulk_create(
        StatementVote(statement=one, participant=person, value=value, at=at)
        for person in people
        for one, value in zip(made, (1, -1), strict=True)
    )
    Statement.objects.filter(pk=made[0].pk).update(agree=voters, votes=voters)
    Statement.objects.filter(pk=made[1].pk).update(disagree=voters, votes=voters)
    HearingCount.objects.filter(hearing=hearing).update(statements=2, statement_votes=2 * voters)
    return made


def test_every_table_is_counted_and_hashed_in_the_manifest(talk, author, approver):
    talking.published(author, approver, talk)

    row = export(talk.hearing)

    assert (row.state, row.error, row.folder) == ("ready", "", f"open-data/{row.public_id}")
    assert {one["name"]: one["rows"] for one in row.manifest["files"]} == {
        "comments.csv": 4,
        "comments.jsonl": 4,
        "stances.csv": 4,
        "stances.jsonl": 4,
        "answers.csv": 2,
        "answers.jsonl": 2,
        "questions.csv": 5,
        "questions.jsonl": 5,
        "moderation.csv": 0,
        "moderation.jsonl": 0,
        "days.csv": 1,
        "days.jsonl": 1,
        "themes.csv": 0,
        "themes.jsonl": 0,
        "campaigns.csv": 0,
        "campaigns.jsonl": 0,
        "polis/comments.csv": 0,
    }
    assert json.loads(read(row, "manifest.json")) == row.manifest
    assert row.manifest["predicate"] == "comment-visibility/1"
    assert row.manifest["votes"] == {"published": False, "voters": None, "because": "not_announced"}
    assert [one["verdict"] for one in table(row, "answers.csv")] == ["accepted", "under_study"]
    day = {"day": "2026-11-25", "comments": "4", "near_identical_once": "4", "stances": "3"}
    assert table(row, "days.csv") == [day]
    assert {one["stance"]: one["people"] for one in table(row, "stances.csv")} == {
        "support": "2",
        "support_with_changes": "0",
        "oppose": "1",
        "neutral": "0",
    }


def test_only_what_is_public_goes_out_masked_and_under_new_ids(talk):
    first, second, *_ = talk.comments
    Comment.objects.filter(pk=first.pk).update(body='โทร 081-234-5678\u2028บรรทัด "สอง"')
    Comment.objects.filter(pk=second.pk).update(body="=HYPERLINK(1)")

    row, again = export(talk.hearing), export(talk.hearing)

    bodies = [one["body"] for one in table(row, "comments.csv")]
    lines = [json.loads(line) for line in read(row, "comments.jsonl").splitlines()]
    assert bodies == ['โทร [โทรศัพท์]\nบรรทัด "สอง"', "'=HYPERLINK(1)", talking.TEXTS[2], talking.TEXTS[3]]
    assert [one["body"] for one in lines][1] == "=HYPERLINK(1)"
    whole = "".join(read(row, one["name"]) for one in row.manifest["files"])
    secret = [talk.private.body, talk.hidden.body, "081-234", *(str(one.public_id) for one in talk.all)]
    names = [one.author.pseudonym for one in talk.comments]
    assert [each for each in secret + names if each in whole] == []
    assert {one["id"] for one in lines} & {
        json.loads(each)["id"] for each in read(again, "comments.jsonl").splitlines()
    } == set()
    assert len({one["author"] for one in lines}) == 4


def test_votes_go_out_only_when_announced_and_fifty_voted(talk):
    Hearing.objects.filter(pk=talk.hearing.pk).update(shows_votes_as_data=True)
    statements_with_votes(talk, 49)
    few = export(talk.hearing)
    StatementVote.objects.all().delete()
    Statement.objects.all().update(status="hidden")
    statements_with_votes(talk, 50)

    row = export(talk.hearing)

    assert few.manifest["votes"] == {"published": False, "voters": None, "because": "too_few"}
    assert "polis/votes.csv" not in [one["name"] for one in few.manifest["files"]]
    assert row.manifest["votes"] == {"published": True, "voters": 50, "because": ""}
    votes = table(row, "polis/votes.csv")
    wide = table(row, "polis/participants-votes.csv")
    assert (len(votes), len(wide)) == (100, 50)
    assert {(one["timestamp"], one["datetime"]) for one in votes} == {("1795478400", "2026-11-24")}
    assert {(one["n-votes"], one["n-agree"], one["n-disagree"], one["group-id"]) for one in wide} == {
        ("2", "1", "1", "")
    }
    numbers = {one["comment-body"]: one["comment-id"] for one in table(row, "polis/comments.csv")}
    assert {(one[numbers["ข้อ 0"]], one[numbers["ข้อ 1"]]) for one in wide} == {("1", "-1")}
    assert {one["voter-id"] for one in votes} == {one["participant"] for one in wide}


def test_what_is_not_whole_fails_with_a_code_and_no_file(talk, monkeypatch):
    HearingCount.objects.filter(hearing=talk.hearing).update(shown=5)

    wrong = export(talk.hearing)

    assert recounting.differences(talk.hearing)["shown"] == (5, 4)
    assert (wrong.state, wrong.error, wrong.folder, wrong.manifest) == (
        "failed",
        "COUNT_DIFFERS:comments:4:5",
        "",
        {},
    )
    HearingCount.objects.filter(hearing=talk.hearing).update(shown=4, support=3)
    assert export(talk.hearing).error == "COUNT_DIFFERS:stances"
    HearingCount.objects.filter(hearing=talk.hearing).update(support=2)
    monkeypatch.setattr(open_data_files.csv, "reader", lambda lines: iter([]))
    assert export(talk.hearing).error == "FILE_DIFFERS:comments.csv"
    monkeypatch.undo()
    monkeypatch.setattr(open_data_files, "keep_manifest", lambda *_: (_ for _ in ()).throw(OSError("full")))
    assert export(talk.hearing).error == "UNEXPECTED_OSError"
    assert open_data.ready(talk.hearing.code) == []


def test_files_of_a_failed_or_killed_making_are_cleared(talk, django_capture_on_commit_callbacks):
    row = open_data.begin(talk.hearing, now=talk.later)
    # What a killed process leaves: files without a manifest, and a row that is still being made.
    open_data_making._table(f"open-data/{row.public_id}", "comments", ("id",), iter([{"id": "1"}]))
    left = lying(row)

    with django_capture_on_commit_callbacks(execute=True):
        early = open_data.give_up(now=talk.later + timedelta(hours=11))
        gone = open_data.give_up(now=talk.later + timedelta(hours=13))

    row.refresh_from_db()
    assert left == ["comments.csv", "comments.jsonl"]
    assert (early, gone) == (0, 1)
    assert (row.state, row.error, row.folder) == ("failed", "INTERRUPTED", "")
    assert lying(row) == []
    assert open_data.make.func(data_set=str(row.public_id)) is None


def test_a_second_attempt_begins_from_nothing(talk):
    row = open_data.begin(talk.hearing, now=talk.later)
    open_data_making._table(f"open-data/{row.public_id}", "comments", ("id",), iter([{"id": "1"}]))

    state = open_data.keep(open_data.make.func(data_set=str(row.public_id)), data_set=str(row.public_id))

    row.refresh_from_db()
    assert state == "ready"
    assert len(table(row, "comments.csv")) == 4


def test_a_set_is_taken_back_when_a_comment_is_hidden_later(talk, django_capture_on_commit_callbacks):
    row = export(talk.hearing)
    before = open_data.take_back_old(now=talk.later)
    comment_states.set_status(comment=talk.comments[0], status="hidden", now=row.asked_at + timedelta(hours=1))

    with django_capture_on_commit_callbacks(execute=True):
        taken = open_data.take_back_old(now=row.asked_at + timedelta(hours=2))

    row.refresh_from_db()
    assert (before, taken) == (0, 1)
    assert (row.state, row.error, row.folder) == ("failed", "WITHDRAWN", "")
    assert lying(row) == []
    fresh = OpenDataSet.objects.get(state="being_made")
    assert open_data.keep(open_data.make.func(data_set=str(fresh.public_id)), data_set=str(fresh.public_id)) == "ready"
    assert open_data.ready(talk.hearing.code)[0].manifest["files"][0]["rows"] == 3


def test_a_set_taken_back_while_it_is_made_never_appears(talk):
    row = open_data.begin(talk.hearing, now=talk.later)
    outcome = open_data.make.func(data_set=str(row.public_id))

    open_data.withdraw(talk.hearing, now=talk.later)
    state = open_data.keep(outcome, data_set=str(row.public_id))

    assert state == "failed"
    assert open_data.ready(talk.hearing.code) == []


def test_officers_here_ask_for_a_set_and_nobody_else(talk, author, approver, stranger):
    code = talk.hearing.code

    for viewer in (ANONYMOUS, talk.voices[0], stranger):
        with pytest.raises(NotFound):
            open_data.ask(viewer=viewer, code=code, now=talk.later)
    assert not OpenDataSet.objects.exists()
    asked = open_data.ask(viewer=author, code=code, now=talk.later)
    with pytest.raises(open_data.DataSetUnderWay):
        open_data.ask(viewer=author, code=code, now=talk.later)

    assert OpenDataSet.objects.get() == asked


def test_anybody_fetches_ready_sets_of_public_hearings_only(talk, client):
    row = export(talk.hearing)
    code, base = talk.hearing.code, f"/open-data/{talk.hearing.code}"
    waiting = open_data.begin(talk.hearing, now=talk.later)

    listed = client.get(f"{base}/").json()
    file = client.get(f"{base}/{row.public_id}/comments.csv")
    content = b"".join(file.streaming_content)
    manifest = client.get(f"{base}/{row.public_id}/manifest.json")

    assert [one["data_set"] for one in listed["data_sets"]] == [str(row.public_id)]
    assert listed["data_sets"][0]["files"][0]["url"].endswith(f"{base}/{row.public_id}/comments.csv")
    assert len(content) == row.manifest["files"][0]["bytes"] == int(file.headers["Content-Length"])
    assert file.headers["ETag"] == f'"{row.manifest["files"][0]["sha256"]}"'
    assert file.headers["Content-Disposition"] == f'attachment; filename="{code}-comments.csv"'
    assert json.loads(b"".join(manifest.streaming_content)) == row.manifest
    for path in (
        f"/{row.public_id}/../secret",
        f"/{row.public_id}/nothing.csv",
        f"/{waiting.public_id}/comments.csv",
        f"/{UUID(int=7)}/comments.csv",
    ):
        assert client.get(base + path).status_code == 404
    Hearing.objects.filter(pk=talk.hearing.pk).update(is_embargoed=True, embargo_ground="ข้อยกเว้นตามกฎกระทรวง")
    assert client.get(f"{base}/{row.public_id}/comments.csv").status_code == 404
    assert client.get(f"{base}/").status_code == 404


def test_a_published_report_begins_a_set(talk, author, approver):
    talking.published(author, approver, talk)

    assert [one.state for one in OpenDataSet.objects.filter(hearing=talk.hearing)] == ["being_made"]
    assert reports.latest(talk.hearing).revision == 1
