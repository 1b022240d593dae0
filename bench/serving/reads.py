"""What phones ask: the shipped operations, with the real codes and names of the catalogue."""

import itertools
from collections.abc import Iterator
from pathlib import Path

from .clients import post

OPERATIONS = Path(__file__).resolve().parents[2] / "graphql" / "operations" / "services"
# One row by its code: the smallest question an app asks.
ONE_SERVICE = "query OneService($code: String!) { service(code: $code) { id code name feeText agency { id name } } }"


def text_of(operation: str) -> str:
    """Return the text of a shipped operation."""
    return (OPERATIONS / f"{operation}.graphql").read_text(encoding="utf-8")


def services() -> list[tuple[str, str]]:
    """Return code and Thai name of every published service."""
    from services.models.service import Service

    return list(Service.objects.published().order_by("code").values_list("code", "name_th"))


def service_pages(known: list[tuple[str, str]]) -> Iterator[bytes]:
    """Ask for one service's whole page after the other."""
    text = text_of("ServicePage")
    return itertools.cycle([post(text, {"code": code}) for code, _ in known])


def lists() -> Iterator[bytes]:
    """Ask for the first page of the list, always the same."""
    return itertools.repeat(post(text_of("ServiceList"), {}))


def searches(known: list[tuple[str, str]]) -> Iterator[bytes]:
    """Search for every service by its name, and never twice in the same words."""
    text = text_of("SearchServices")
    for number in itertools.count():
        _, name = known[number % len(known)]
        yield post(text, {"query": f"{name[:60]} {number}"})


def unlike_any_before(known: list[tuple[str, str]]) -> Iterator[bytes]:
    """Ask in turn for a page of the list from a new place and for one service, so that no answer is kept already.

    Each differs by the size of its page or by its document, as no cache can know it.
    """
    text = text_of("ServiceList")
    for number in itertools.count():
        code, _ = known[number % len(known)]
        if number % 2:
            yield post(f"{ONE_SERVICE} # {number}", {"code": code})
        else:
            yield post(f"{text} # {number}", {"first": 1 + number % 20})
