"""By when something is decided: working days of government offices, as a programme or the catalogue promises them."""

from datetime import date, timedelta

from welfare.gateways import calendar
from welfare.gateways.calendar import Office, YearNotCovered
from welfare.models import Application
from welfare.models.book import Book

# Where neither a programme's document nor the catalogue promises anything else.
WORKING_DAYS = 30
# Nobody is kept from applying because the cabinet has not announced the holidays of next year: then days are promised
# that are certainly enough.
MARGIN_DAYS = 21


def promised_day(application: Application, today: date, book: Book) -> date:
    """Return the day by which an application that is sent `today` will be decided."""
    days = WORKING_DAYS
    entry = book.entries.get(application.matter)
    if application.service is not None:
        days = application.service.processing_working_days or days
    elif entry is not None:
        days = entry.compiled.document.application.get("working_days") or days
    return working_days_after(today, days)


def working_days_after(day: date, count: int) -> date:
    """Return the government's working day that is `count` after `day`; a later one where a year is not checked yet."""
    try:
        return calendar.working_days_after(day, count, Office.GOVERNMENT)
    except YearNotCovered:
        return day + timedelta(days=count * 7 // 5 + MARGIN_DAYS)
