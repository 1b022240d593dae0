"""`bin/manage train_tone TRAIN.jsonl VALID.jsonl --output tone.npz`: make the tone model anew."""

import hashlib
import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

import numpy
from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultation.text import comment, jsonlines, keywords, tone, tone_evaluation, tone_training
from consultation.text.tone_training import Labelled


class Command(BaseCommand):
    """Train on the first file, measure and calibrate on the second, then train again on both and write the model."""

    help = "Train the tone model. The data stay outside the project; the model card names them by their hashes."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the two splits and where the model goes."""
        parser.add_argument("train", type=Path, help="labelled texts to train on, JSON Lines")
        parser.add_argument("valid", type=Path, help="labelled texts to measure and calibrate on, JSON Lines")
        parser.add_argument("--output", type=Path, required=True, help="the model file to write")
        parser.add_argument("--train-only", action="store_true", help="write the model that has not seen VALID")
        parser.add_argument("--words", type=Path, help="also write the table of how rare words are (data/idf.txt)")
        parser.add_argument("--more", type=Path, nargs="*", default=[], help="plain texts, counted in that table too")

    def handle(self, *, train: Path, valid: Path, output: Path, train_only: bool, **options: Any) -> None:
        """Train with fixed seeds: the same data give the same file."""
        splits = [_read(train), _read(valid)]
        if options["words"]:
            texts = [*splits[0].texts, *splits[1].texts, *_paragraphs(options["more"])]
            options["words"].write_text(_word_table(texts), encoding="utf-8")
        features = [tone_training.prepared(split.texts) for split in splits]
        labels = splits[1].labels
        trained = tone_training.fitted(splits[0].labels, features[0])
        shares = _shares(trained.arrays(), splits[1])
        as_library = trained.shares(features[1]).argmax(axis=1)
        scores = tone_evaluation.score([int(place) for place in shares.argmax(axis=1)], labels)
        calibrated = tone_training.calibrated(trained.arrays(), shares, labels)
        made = calibrated
        if not train_only:
            made = tone_training.fitted(splits[0].labels + labels, features[0] + features[1]).arrays()
            made["calibration"] = calibrated["calibration"]
        content = tone_training.file_of(made)
        output.write_bytes(content)
        figures = {
            "train": {"n": len(splits[0].texts), "sha256": _hash(train)},
            "valid": {"n": len(splits[1].texts), "sha256": _hash(valid)},
            "valid_micro_f1": round(scores.micro_f1, 4),
            "valid_macro_f1": round(scores.macro_f1, 4),
            "valid_recall": {label: round(value, 3) for label, value in scores.recall.items()},
            "valid_right_at": {
                f"{coverage:.0%}": round(tone_evaluation.accuracy_at(shares, labels, coverage), 3)
                for coverage in tone_evaluation.COVERAGES
            },
            "valid_sure": _sure(shares, labels, calibrated["calibration"]),
            "valid_unlike_scikit_learn": int((shares.argmax(axis=1) != as_library).sum()),
            "model": tone.read(content).made_by[1],
            "bytes": len(content),
        }
        self.stdout.write(json.dumps(figures))


def _read(path: Path) -> Labelled:
    try:
        with path.open("rb") as lines:
            return tone_evaluation.read(lines)
    except OSError as problem:
        raise CommandError(f"{path} cannot be read: {problem.strerror}") from problem
    except jsonlines.BadLine as problem:
        raise CommandError(f"{path}: {problem}") from problem


def _shares(arrays: dict[str, Any], data: Labelled) -> Any:
    """Label with the file as it would be shipped, so that rounding to two bytes is measured as well."""
    model = tone.read(tone_training.file_of(arrays))
    return numpy.array([model.scores(text, comment.tokens_of(text)) for text in data.texts])


def _sure(shares: Any, labels: Any, calibration: Any) -> dict[str, float]:
    """Return how many texts get a label at all, and how many of those the right one."""
    confidence = 1 / (1 + numpy.exp(-(calibration[0] * shares.max(axis=1) + calibration[1])))
    kept = confidence >= tone.LEAST_CONFIDENCE
    right = shares.argmax(axis=1)[kept] == numpy.array(labels)[kept]
    return {"covered": round(float(kept.mean()), 3), "right": round(float(right.mean()), 3)}


def _paragraphs(paths: list[Path]) -> list[str]:
    return [each for path in paths for each in path.read_text(encoding="utf-8").split("\n\n") if each.strip()]


def _word_table(texts: list[str]) -> str:
    counts = Counter(word for text in texts for word in set(keywords.content(comment.tokens_of(text))))
    known = sorted((word, count) for word, count in counts.items() if count >= keywords.LEAST_TEXTS)
    lines = [f"{word}\t{math.log(len(texts) / count):.2f}" for word, count in known]
    return "\n".join((keywords.TABLE_HEAD.format(texts=len(texts)), *lines, ""))


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
