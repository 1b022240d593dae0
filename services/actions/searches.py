"""Searches that found nothing: counted, so that staff can teach the catalogue the words people use."""

import re
from datetime import date, timedelta

from django.db import DatabaseError, transaction
from django.db.models import F

from services.models import UnfoundSearch
from superapp.thai.forms import analysis

KEPT_CHARACTERS = 80
# A stranger may search for anything; beyond this many different texts a day only known ones are counted on.
TEXTS_A_DAY = 2_000
KEPT_DAYS = 90
_DIGITS = re.compile(r"\d[\d\s./\-\u2010-\u2015]{2,}\d")
_ADDRESS = re.compile(r"\S+@\S+")


def masked(text: str) -> str:
    """Return a search text as it may be kept: at most 80 characters, numbers and addresses masked.

    People type citizen ids, telephone numbers and mail addresses into search fields.
    """
    return _ADDRESS.sub("•", _DIGITS.sub("•", analysis(text).lower()))[:KEPT_CHARACTERS].strip()


def note_unfound(*, text: str, language: str, day: date) -> None:
    """Count one search that found nothing. Never fails the search: a database that is away loses a count."""
    kept = masked(text)
    if not kept:
        return
    try:
        with transaction.atomic():
            rows = UnfoundSearch.objects.filter(day=day, language=language, text=kept)
            if rows.update(count=F("count") + 1) or UnfoundSearch.objects.filter(day=day).count() >= TEXTS_A_DAY:
                return
            UnfoundSearch.objects.bulk_create(
                [UnfoundSearch(day=day, language=language, text=kept)],
                ignore_conflicts=True,
            )
    except DatabaseError:
        return


def forget_old(*, as_of: date) -> int:
    """Delete the searches of more than 90 days ago: what people typed is kept no longer than it helps."""
    return UnfoundSearch.objects.filter(day__lt=as_of - timedelta(days=KEPT_DAYS)).delete()[0]
