"""`bin/manage map_opinions`: the same document from either form of file, however its columns are written."""

import io
import json
import random
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from consultation.opinions import reading
from tests.consultation.opinions.planted import groups_of, table

TRUTH, ROWS = groups_of((35, 25))
REJECTED = {3, 7}
WIDE = "participant,group-id,n-comments,n-votes,n-agree,n-disagree," + ",".join(str(number) for number in range(25))


def long_rows(moment: int = 0) -> list[tuple[Any, ...]]:
    return [(1_471_000_000_000 + moment, "x, y", statement, person + 9, vote) for person, statement, vote in ROWS]


def wide_rows() -> list[list[Any]]:
    cells: dict[int, dict[int, int]] = {}
    for person, statement, vote in ROWS:
        cells.setdefault(person, {})[statement] = vote
    # Statement 24 has no vote at all.
    return [
        [person + 9, 1, 0, 0, 0, 0, *(given.get(number) for number in range(25))] for person, given in cells.items()
    ]


def quoted(rows: list[tuple[Any, ...]]) -> list[list[Any]]:
    return [[f'"{cell}"' if isinstance(cell, str) else cell for cell in row] for row in rows]


def mapped(folder: Path, votes: str | bytes, comments: str | bytes | None = None, **options: Any) -> str:
    """Return what the command writes for these files."""
    files = {"votes": votes, "comments": comments}
    for name, text in files.items():
        if text is not None:
            (folder / f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
            options[name] = str(folder / f"{name}.csv")
    out = io.StringIO()
    call_command("map_opinions", stdout=out, **options)
    return out.getvalue()


def moderated(end: str = "\n", value: str = "-1", more: str = "") -> str:
    dot = ".0" if more else ""
    rows = [(f"{number}{dot}", value if number in REJECTED else "1", *more) for number in range(26)]
    header = ",".join(["comment-id", "moderated", *(["is-meta"] if more else [])])
    return table(header, rows, end)


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the document of the plain long form."""
    votes = table("timestamp,datetime,comment-id,voter-id,vote", quoted(long_rows()))
    return mapped(tmp_path_factory.mktemp("plain"), votes, moderated())


def test_the_document_keeps_its_contract(document: str):
    found = json.loads(document)

    assert document.count("\n") == 1
    assert list(found) == [
        "participants", "k", "groups", "consensus", "variance_explained", "silhouette", "stability", "publication",
        "input_hash", "algorithm",
    ]  # fmt: skip
    assert [each["id"] for each in found["participants"]] == [str(number) for number in range(9, 69)]
    assert [each["group"] for each in found["participants"]] == TRUTH
    assert found["participants"][0].keys() == {"id", "x", "y", "group"}
    assert (found["k"], [(each["id"], each["size"]) for each in found["groups"]]) == (2, [(0, 35), (1, 25)])
    assert found["groups"][0]["representative"][0].keys() == {
        "statement", "direction", "repness", "repness_z", "agreement", "agreement_z", "votes", "votes_for",
    }  # fmt: skip
    assert [each["statement"] for each in found["consensus"]] == ["0"]
    assert found["consensus"][0].keys() == {
        "statement", "direction", "agreement", "agreement_z", "group_product", "votes",
    }  # fmt: skip
    assert found["silhouette"].keys() == {"2", "3", "4", "5"}
    assert found["stability"].keys() == {"ari_median", "ari_min", "runs"}
    assert found["publication"] == {"allowed": True, "reasons": []}
    assert (len(found["input_hash"]), found["algorithm"]) == (64, "opinions/1")
    said = {each["statement"] for group in found["groups"] for each in group["representative"]}
    assert not said & {str(number) for number in REJECTED}


def test_the_wide_form_and_any_order_give_the_same_bytes(document: str, tmp_path: Path):
    mixed = random.Random(2).sample(wide_rows(), len(wide_rows()))

    assert mapped(tmp_path, table(WIDE, mixed), moderated()) == document


def test_other_ways_to_write_the_same_give_the_same_bytes(document: str, tmp_path: Path):
    # No datetime, other columns and their order, mark and line ends, and votes that were given again later.
    rows = [(vote, f" {person} ", statement, "u", time) for time, _, statement, person, vote in long_rows()]
    earlier = [(-vote, person, statement, "u", int(time) - 5) for vote, person, statement, _, time in rows[:40]]
    votes = "\ufeff" + table(" Vote,VOTER_ID,Comment ID,xid,timestamp", [*rows, *earlier], "\r\n")

    assert mapped(tmp_path, votes, "\ufeff" + moderated("\r\n", "-1.0", "f")) == document
    assert mapped(tmp_path, table(WIDE.replace("participant", "participant,xid"), with_xid()), moderated()) == document


def with_xid() -> list[list[Any]]:
    return [[row[0], "0017", *row[1:]] for row in wide_rows()]


def test_people_without_votes_appear_and_lie_nowhere(document: str, tmp_path: Path):
    blank = [5, "", 0, 0, 0, 0, *[None] * 25]

    found = json.loads(mapped(tmp_path, table(WIDE, [blank, *wide_rows()]), moderated()))

    assert found["participants"].pop() == {"id": "5", "x": 0.0, "y": 0.0, "group": None}
    assert found == json.loads(document)


def test_rejected_statements_change_the_map_and_unknown_ones_do_not(document: str, tmp_path: Path):
    votes = table(WIDE, wide_rows())

    without = json.loads(mapped(tmp_path, votes))

    assert without["input_hash"] != json.loads(document)["input_hash"]
    assert mapped(tmp_path, votes, table("comment-id,moderated", [(900, -1), (901, "")])) == json.dumps(
        without, ensure_ascii=False, separators=(",", ":")
    ) + "\n"  # fmt: skip


def test_groups_and_seed_are_taken_from_the_command_line(document: str, tmp_path: Path):
    votes = table(WIDE, wide_rows())

    three = json.loads(mapped(tmp_path, votes, moderated(), k="3"))
    other = json.loads(mapped(tmp_path, votes, moderated(), k="3", seed="7"))

    assert (three["k"], list(three["silhouette"])) == (3, ["3"])
    # Two groups that are parted into three come out differently at every draw.
    assert other["stability"] != three["stability"]
    assert [each["x"] for each in three["participants"]] == [each["x"] for each in json.loads(document)["participants"]]


@pytest.mark.parametrize(
    ("votes", "comments", "options", "sentence"),
    [
        ("", None, {}, "votes.csv: empty; expected a table with a header row"),
        ("a,b\n1,2\n", None, {}, "votes.csv: expected the columns comment-id, voter-id and vote, or participant"),
        ("participant,n-votes\n1,2\n", None, {}, "expected the columns comment-id, voter-id and vote, or participant"),
        ("comment-id,voter-id,vote\n1,2,7\n", None, {}, "line 2: vote: expected 1, -1, 0 or nothing, found '7'"),
        ("comment-id,voter-id,vote\n1,,1\n", None, {}, "line 2: voter-id or comment-id is empty"),
        ("participant,1\n4,1\n,1\n", None, {}, "line 3: participant is empty"),
        ("participant,1\n4,yes\n", None, {}, "line 2: vote: expected 1, -1, 0 or nothing, found 'yes'"),
        ("timestamp,comment-id,voter-id,vote\nnoon,1,2,1\n", None, {}, "line 2: timestamp: expected milliseconds"),
        ("participant,1\n4,1\n", "comment-id\n1\n", {}, "comments.csv: expected a column moderated, found none"),
        ("participant,1\n4,1\n", None, {"k": "0"}, "--k: expected a whole number from 1 to 20, found '0'"),
        ("participant,1\n4,1\n", None, {"k": "two"}, "--k: expected a whole number from 1 to 20, found 'two'"),
        ("participant,1\n4,1\n", None, {"seed": "-1"}, "--seed: expected a whole number from 0 to 4294967295"),
    ],
)
def test_a_bad_file_or_option_is_one_sentence(votes, comments, options, sentence, tmp_path: Path):
    with pytest.raises(CommandError) as refused:
        mapped(tmp_path, votes, comments, **options)

    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)
    assert refused.value.returncode == 2


def test_a_missing_file_is_one_sentence(tmp_path: Path):
    with pytest.raises(CommandError, match=r"none\.csv cannot be read: No such file or directory"):
        call_command("map_opinions", votes=str(tmp_path / "none.csv"))
    with pytest.raises(CommandError, match="--votes: name the file"):
        call_command("map_opinions")


@pytest.mark.parametrize("votes", ["participant,1,2\n", "comment-id,voter-id,vote\n", "participant,1\n7,\n8,1\n"])
def test_almost_nothing_is_still_a_document(votes: str, tmp_path: Path):
    found = json.loads(mapped(tmp_path, votes))

    assert found["publication"] == {"allowed": False, "reasons": ["TOO_FEW_PEOPLE"]}
    assert found["stability"] == {"ari_median": None, "ari_min": None, "runs": 0}


def test_ids_that_are_no_numbers_stand_in_the_order_of_text():
    assert reading.in_order(["b", "10", "9"]) == ["10", "9", "b"]
    assert reading.in_order(["-1", "10", "9", "09"]) == ["-1", "09", "9", "10"]
