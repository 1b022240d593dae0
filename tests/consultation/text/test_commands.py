"""The commands over text: their contracts, line by line, and what they do with bad input."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from consultation.text import jsonlines
from tests.consultation.text.test_tone import labelled


def run(command: str, *arguments: object, **options: Any) -> tuple[list[dict[str, Any]], list[str], int]:
    """Return the lines written, the complaints, and the exit status."""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command(command, *map(str, arguments), stdout=out, stderr=err, no_color=True, **options)
    except SystemExit as end:
        status = int(end.code or 0)
    lines = [json.loads(line) for line in out.getvalue().splitlines() if line.startswith("{")]
    return lines, err.getvalue().splitlines(), status


def written(folder: Path, *lines: object) -> Path:
    """Return a file of JSON Lines; bytes are written as they are."""
    file = folder / "input.jsonl"
    file.write_bytes(
        b"".join((each if isinstance(each, bytes) else json.dumps(each).encode()) + b"\n" for each in lines)
    )
    return file


def test_analyse_texts_writes_every_key(tmp_path: Path):
    file = written(
        tmp_path, {"id": "a", "text": "ไม่เห็นด้วยกับมาตรา ๑๒ วรรคสอง โทร 081-234-5678 แม่ง", "stance": "neutral"}
    )

    (found,), complaints, status = run("analyse_texts", file)

    tone, made_by = found.pop("tone"), found.pop("made_by")
    assert found == {
        "id": "a",
        "normalised": "ไม่เห็นด้วยกับมาตรา 12 วรรคสอง โทร 081-234-5678 แม่ง",
        "tokens": ["ไม่", "เห็นด้วย", "กับ", "มาตรา 12 วรรคสอง", "โทร", "081-234-5678", "แม่ง"],
        "section_refs": [
            {
                "ref": "12:2", "section": "12", "until": None, "paragraph": "2", "item": None, "law": None,
                "start": 14, "end": 30,
            }
        ],
        "pii": [{"kind": "phone", "start": 35, "end": 47, "valid": None}],
        "flags": ["profanity:แม่ง"],
        "language": "th",
        "stance": "neutral",
        "keywords": ["เห็นด้วย", "โทร", "ไม่"],
        "stance_source": "form",
        "truncated": False,
    }  # fmt: skip
    assert tone["label"] in {"neg", "neu", "pos", "q", "unsure"}
    assert 0 <= tone["confidence"] <= 1
    assert made_by[0] == "comment"
    assert (complaints, status) == ([], 0)


def test_analyse_texts_goes_on_after_bad_lines(tmp_path: Path):
    file = written(
        tmp_path,
        {"id": 1, "text": "เห็นด้วย"},
        b"{not json",
        b'{"id": 2, "text": "\xff\xfe"}',
        b"",
        [1, 2],
        {"id": 3},
        {"text": "secret"},
        {"id": 4, "text": 5},
        {"id": True, "text": "x"},
        {"id": 5, "text": "x", "stance": "maybe"},
        b'{"id": 6, "text": "\\ud83d half"}',
        b'{"id": 7, "text": "' + b"a" * jsonlines.LONGEST_LINE_BYTES + b'"}',
        b"[" * 100_000,
        {"id": 10**30, "text": ""},
    )

    found, complaints, status = run("analyse_texts", file)

    assert [(line["id"], line["normalised"]) for line in found] == [(1, "เห็นด้วย"), (6, " half"), (10**30, "")]
    assert complaints == [
        "line 2: expected one JSON object in UTF-8",
        "line 3: expected one JSON object in UTF-8",
        "line 5: expected a JSON object, found list",
        "line 6: text missing",
        "line 7: id missing",
        "line 8: text: expected a string, found int",
        "line 9: id: expected a string or a number, found bool",
        "line 10: stance: expected one of neutral, oppose, support, support_with_changes",
        "line 12: longer than 1,000,000 bytes",
        "line 13: expected one JSON object in UTF-8",
    ]
    assert status == 1


def test_analyse_texts_without_a_model_has_no_tone(tmp_path: Path):
    (found,), _, _ = run("analyse_texts", written(tmp_path, {"id": 1, "text": "ดีมาก"}), no_tone=True)

    assert found["tone"] == {"label": "unsure", "confidence": None}


@pytest.mark.parametrize("command", ["analyse_texts", "cluster_campaigns", "evaluate_tone"])
def test_a_missing_file_is_one_sentence(command: str, tmp_path: Path):
    with pytest.raises(CommandError, match=r"nothing\.jsonl cannot be read: No such file or directory"):
        call_command(command, str(tmp_path / "nothing.jsonl"))


def test_cluster_campaigns_writes_clusters_and_counts(tmp_path: Path):
    plea = "ขอให้ทบทวนร่างกฎหมายฉบับนี้ทั้งหมดเพราะกระทบประชาชน"
    comments = [{"id": number, "text": plea} for number in (3, 1, 2)] + [
        {"id": f"s{n}", "text": "เห็นด้วย"} for n in range(4)
    ]
    file = written(tmp_path, *comments, {"id": 1, "text": "again"}, b"{")

    (cluster, counts), complaints, status = run("cluster_campaigns", file)

    assert cluster == {"cluster": 1, "size": 3, "exact": 3, "similarity": 1.0, "representative": plea, "ids": [1, 2, 3]}
    assert {name: counts[name] for name in ("comments", "clusters", "clustered", "short_answers")} == {
        "comments": 7, "clusters": 1, "clustered": 3, "short_answers": 1,
    }  # fmt: skip
    assert counts.keys() >= {"cpu_s", "peak_mb"}
    assert complaints == ["line 8: the id was read before", "line 9: expected one JSON object in UTF-8"]
    assert status == 1


def test_cluster_campaigns_lists_short_answers_when_asked(tmp_path: Path):
    file = written(tmp_path, *({"id": number, "text": "เห็นด้วย"} for number in range(4)))

    found, _, status = run("cluster_campaigns", file, short_answers=True, min_size=4)

    assert [(line["kind"], line["size"]) for line in found[:-1]] == [("same_short_answer", 4)]
    assert status == 0
    with pytest.raises(CommandError, match="--min-size: found 1, expected 2 or more"):
        run("cluster_campaigns", file, min_size=1)


def test_a_model_is_trained_written_and_measured(tmp_path: Path):
    files = []
    for name, seed in (("train", 1), ("valid", 2)):
        data = labelled(120, seed)
        file = tmp_path / f"{name}.jsonl"
        pairs = zip(data.texts, data.labels, strict=True)
        rows = [{"texts": text, "category": ("neg", "neu", "pos", "q")[label]} for text, label in pairs]
        file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        files.append(file)
    output, words = tmp_path / "tone.npz", tmp_path / "idf.txt"

    (made,), _, _ = run("train_tone", *files, output=output, words=words, train_only=True)
    (measured,), _, _ = run("evaluate_tone", files[1], model=output)

    assert made["train"]["n"] == made["valid"]["n"] == 120
    assert (made["valid_micro_f1"], made["valid_macro_f1"]) == (measured["micro_f1"], measured["macro_f1"])
    assert made["valid_micro_f1"] > 0.9
    assert made["valid_unlike_scikit_learn"] == 0
    assert made["bytes"] == output.stat().st_size
    assert list(measured) == ["n", "micro_f1", "macro_f1", "comments_per_s"]
    assert words.read_text(encoding="utf-8").splitlines()[-1].count("\t") == 1


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ({"text": "x", "label": "angry"}, "line 1: label: expected one of neg, neu, pos, q"),
        ({"text": "x"}, "line 1: expected text and label, or texts and category"),
        ({"texts": ["x"], "category": "neg"}, "line 1: expected text and label, or texts and category"),
    ],
)
def test_evaluate_tone_refuses_other_labels(line: dict[str, Any], sentence: str, tmp_path: Path):
    with pytest.raises(CommandError, match=sentence):
        run("evaluate_tone", written(tmp_path, line))
