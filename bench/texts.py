"""The comments a second that are analysed, beside the sum of the parts and the bare tokeniser, and the worst text.

    bin/bench texts [--file TEXTS.jsonl] [--random 2000]

Speed over comments of 100 to 200 characters: those of FILE (JSON Lines with text or texts), else generated ones. All
figures are CPU time of one core, the best of three rounds, the parts taken in turn so that a busy machine hurts all
alike. The worst text: the traps of tests/consultation/text/hostile.py and random repeats of 10,000 characters, best of
three each. Prints tables and last one line of JSON. Needs no database.
"""

import argparse
import json
import random
import time
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from pythainlp.tokenize.newmm import segment

from consultation.text import comment, flags, keywords, language, personal_data, pieces, section_refs, stance, tone
from superapp.thai import forms, words
from tests.consultation.text import hostile

ROUNDS = 3
MOST = 3_000
PHRASES = (
    "ไม่เห็นด้วยกับมาตรา ๑๒ วรรคสอง", "เห็นด้วยกับหลักการ แต่ควรแก้ไขเรื่องบทลงโทษ", "เบี้ยยังชีพผู้สูงอายุไม่พอกิน",
    "ขอให้ทบทวนอัตราค่าธรรมเนียม", "ระบบลงทะเบียนในแอปล่มบ่อยมาก", "คนจนไม่มีโทรศัพท์จะทำอย่างไร", "อยากให้มีตัวแทนชาวบ้านในคณะกรรมการ",
    "งบประมาณมาจากไหนครับ",
    "ติดต่อกลับที่ 081-234-5678 ได้ค่ะ", "กฎหมายนี้ซ้ำซ้อนกับพระราชบัญญัติผู้สูงอายุ พ.ศ. 2546", "ขอบคุณที่เปิดรับฟังความคิดเห็น",
    "ใครจะเป็นคนตรวจสอบ",
    "กลัวว่าจะเป็นภาระของท้องถิ่น", "ควรลดขั้นตอนและเอกสาร", "ทำไมต้องรอถึง 180 วัน", "สนับสนุนเต็มที่ครับ",
)  # fmt: skip


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(prog="bin/bench texts", description=__doc__.split("\n")[0])
    arguments.add_argument("--file", type=Path, help="comments to measure speed on, JSON Lines")
    arguments.add_argument("--random", type=int, default=2_000, help="how many random repeats to try (2,000)")
    given = arguments.parse_args()
    texts = read(given.file) if given.file else generated()
    model = tone.installed()
    assert model
    for text in texts[:300]:
        comment.analyse(text, model=model)
    figures = {"comments": len(texts), "characters": round(sum(map(len, texts)) / len(texts)), **speed(texts, model)}
    figures |= worst(given.random, model)
    print(json.dumps(figures, ensure_ascii=False))


def read(path: Path) -> list[str]:
    """Return comments of 100 to 200 characters from a file."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    texts = [row.get("text") or row.get("texts") or "" for row in rows]
    return [text for text in texts if 100 <= len(text) <= 200][:MOST]


def generated() -> list[str]:
    """Return made-up comments of 100 to 200 characters, the same ones every time."""
    chance = random.Random(7)
    texts: list[str] = []
    while len(texts) < MOST:
        text = " ".join(chance.sample(PHRASES, chance.randint(4, 6)))
        if 100 <= len(text) <= 200:
            texts.append(text)
    return texts


def speed(texts: list[str], model: tone.Model) -> dict[str, float]:
    """Return microseconds a comment for each part, their sum and the whole, and comments a second."""
    shown = [forms.display(text) for text in texts]
    analysed = [forms.analysis(text) for text in shown]
    cut = [pieces.cut(text) for text in analysed]
    tokens = [comment.tokens_of(text) for text in texts]
    library = words._library()
    parts: dict[str, Callable[[], Iterable[Any]]] = {
        "newmm alone": lambda: (segment(text, library, safe_mode=True) for text in analysed),
        "display form": lambda: (forms.display(text) for text in texts),
        "analysis form": lambda: (forms.analysis(text) for text in shown),
        "references": lambda: (section_refs.find(text) for text in analysed),
        "personal data": lambda: (personal_data.find(*pair) for pair in zip(analysed, cut, strict=True)),
        "words": lambda: (pieces.cut(text) for text in analysed),
        "flags": lambda: (flags.find(*pair) for pair in zip(analysed, cut, strict=True)),
        "language": lambda: (language.find(text) for text in analysed),
        "stance": lambda: (stance.find(text) for text in analysed),
        "keywords": lambda: (keywords.find(each) for each in tokens),
        "whole without tone": lambda: (comment.analyse(text) for text in texts),
        "tone": lambda: (model.label(*pair) for pair in zip(shown, tokens, strict=True)),
        "whole with tone": lambda: (comment.analyse(text, model=model) for text in texts),
    }
    best = dict.fromkeys(parts, float("inf"))
    for _ in range(ROUNDS):
        for name, part in parts.items():
            began = time.process_time()
            # Nothing is kept, as when comments stream through.
            deque(part(), maxlen=0)
            best[name] = min(best[name], time.process_time() - began)
    each = {name: taken / len(texts) * 1e6 for name, taken in best.items()}
    total = sum(taken for name, taken in each.items() if name not in {"newmm alone", "tone"} and "whole" not in name)
    for name, taken in [*each.items(), ("sum of the parts", total)]:
        print(f"{name:<22}{taken:>8.1f} us")
    whole = each["whole without tone"]
    print(f"{1e6 / whole:,.0f} comments a second a core, {whole / total:.2f} of the sum of the parts\n")
    return {
        "comments_per_s": round(1e6 / whole),
        "of_sum": round(whole / total, 3),
        "times_tokeniser": round(whole / each["newmm alone"], 2),
        "tone_per_s": round(1e6 / each["tone"]),
        "with_tone_per_s": round(1e6 / each["whole with tone"]),
    }


def worst(count: int, model: tone.Model) -> dict[str, Any]:
    """Return the most CPU milliseconds any hostile text takes, without and with tone."""
    figures: dict[str, Any] = {}
    for kind, texts in (("traps", list(hostile.TRAPS.items())), ("random", named(count))):
        for label, used in (("", None), ("_with_tone", model)):
            taken = sorted((cost(text, used), name) for name, text in texts)
            figures[f"{kind}{label}_worst_ms"] = round(taken[-1][0] * 1e3, 1)
            figures[f"{kind}{label}_median_ms"] = round(taken[len(taken) // 2][0] * 1e3, 1)
            print(f"{kind}{label}: " + ", ".join(f"{name} {ms * 1e3:.1f} ms" for ms, name in reversed(taken[-5:])))
    return figures


def named(count: int) -> list[tuple[str, str]]:
    """Return the random repeats, each under its beginning."""
    return [(repr(text[:30]), text) for text in hostile.random_repeats(count)]


def cost(text: str, model: tone.Model | None) -> float:
    """Return the CPU seconds of one text, the best of three rounds if the first was slow."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        comment.analyse(text, model=model)
        best = min(best, time.process_time() - began)
        if best < 0.02:
            break
    return best


if __name__ == "__main__":
    main()
