"""`bin/manage evaluate_tone FILE.jsonl`: how well the tone model agrees with people's labels."""

import json
import time
from pathlib import Path
from typing import Any

import numpy
from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultation.text import comment, tone, tone_evaluation


class Command(BaseCommand):
    """Label every text of a file without abstaining; a table, and last one line of JSON."""

    help = (
        "Measure the tone model on labelled texts: JSON Lines with text and label, or texts and category; "
        "labels neg, neu, pos, q."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the labelled texts, and optionally another model than the installed one."""
        parser.add_argument("file", type=Path, help="labelled texts, JSON Lines in UTF-8")
        parser.add_argument("--model", type=Path, help="a model made by train_tone; the installed one when left out")

    def handle(self, *, file: Path, model: Path | None, **options: Any) -> None:
        """Evaluate in this process, one thread. Speed counts CPU time from raw text to label, loading left out."""
        try:
            chosen = tone.read(model.read_bytes()) if model else tone.installed()
            with file.open("rb") as lines:
                data = tone_evaluation.read(lines)
        except OSError as problem:
            raise CommandError(f"{problem.filename} cannot be read: {problem.strerror}") from problem
        except ValueError as problem:
            raise CommandError(str(problem)) from problem
        if chosen is None:
            raise CommandError("There is no tone model: make one with bin/manage train_tone.")
        if not data.texts:
            raise CommandError(f"{file}: found no labelled text.")
        chosen.label("", comment.tokens_of("ก"))
        began = time.process_time()
        shares = numpy.array([chosen.scores(text, comment.tokens_of(text)) for text in data.texts])
        taken = time.process_time() - began
        scores = tone_evaluation.score([int(place) for place in shares.argmax(axis=1)], data.labels)
        for label, recall in scores.recall.items():
            self.stdout.write(f"recall {label:<4}{recall:>7.3f}   of {data.labels.count(tone.LABELS.index(label))}")
        for coverage in tone_evaluation.COVERAGES:
            accuracy = tone_evaluation.accuracy_at(shares, data.labels, coverage)
            self.stdout.write(f"right on the surest {coverage:.0%}{accuracy:>7.3f}")
        figures = {
            "n": len(data.texts),
            "micro_f1": round(scores.micro_f1, 4),
            "macro_f1": round(scores.macro_f1, 4),
            "comments_per_s": round(len(data.texts) / max(taken, 1e-9)),
        }
        self.stdout.write(json.dumps(figures))
