"""Phases of a hearing: parts of its time in which only some things can be done. Without any, all can be done always."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models


class Function(models.TextChoices):
    """What people do in a hearing. Reading is always open."""

    STANCES = "stances", "แสดงจุดยืน"
    COMMENTS = "comments", "แสดงความเห็น"
    VOTES = "votes", "ลงคะแนนความเห็น"
    STATEMENTS = "statements", "เห็นด้วยหรือไม่กับข้อความ"
    QUESTIONS = "questions", "ตอบคำถาม"


def is_function_open(phases: Sequence[dict[str, Any]], function: str, now: datetime) -> bool:
    """Tell whether some phase at `now` has the function; always without phases.

    A phase is {"name_th", "name_en", "opens_at", "closes_at", "functions"}, its instants in ISO 8601 and half-open.
    """
    if not phases:
        return True
    return any(
        function in phase["functions"]
        and datetime.fromisoformat(phase["opens_at"]) <= now < datetime.fromisoformat(phase["closes_at"])
        for phase in phases
    )
