"""A version at the desk: what became of each section, in words that came and went, and the steps towards publishing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from consultation import permissions
from consultation.actions import draft_differences, draft_mapping, draft_texts, drafts
from consultation.models import DraftLaw, DraftVersion, SectionChange, SectionText
from consultation.provisions.comparison import Line
from superapp.accounts.desk import attempt, go, viewer
from superapp.thai.numerals import to_arabic

if TYPE_CHECKING:
    from superapp.accounts.desk import DeskAdmin

TONES = {"same": "none", "edited": "warn", "moved": "fair", "split": "idea", "merged": "idea"} | {
    "added": "good",
    "removed": "bad",
}
AMENDED = "law"


def page(admin: "DeskAdmin", request: HttpRequest, law: DraftLaw, version: DraftVersion) -> HttpResponse:
    """Show a version against the one before, another one, or the law it amends."""
    at_desk = viewer(request)
    choices = _choices(law, version)
    asked = request.GET.get("against", "")
    older = next((each for key, _, each in choices if key == asked), choices[0][2] if choices else None)
    is_worked_on = version.published_at is None
    rows = draft_texts.rows_of(version)
    may_prepare = permissions.may_prepare(at_desk, law.agency_id)
    is_author = at_desk.officer is not None and version.author_id == at_desk.officer.pk
    is_mapping = bool(is_worked_on and older and older.law_id == law.pk and older.number == version.number - 1)
    context = admin.page(
        request,
        f"ฉบับที่ {version.number}",
        [("ร่างกฎหมาย", "../../../"), (law.title_th, "../../change/")],
        law=law,
        version=version,
        older=older,
        choices=[(key, label, each == older) for key, label, each in choices],
        sections=_sections(older, version) if older else [],
        hides_same="all" not in request.GET,
        texts=rows,
        seen=draft_mapping.fingerprint(version) if is_worked_on else "",
        unconfirmed=draft_mapping.unconfirmed(version),
        has_mapping=version.section_changes.exists(),
        is_worked_on=is_worked_on,
        is_mapping=is_mapping and may_prepare,
        is_author=is_author,
        may_prepare=may_prepare,
        may_publish=permissions.may_publish(at_desk, law.agency_id) and not is_author and is_worked_on,
    )
    return TemplateResponse(request, "consultation/desk/draft_version.html", context)


def take(request: HttpRequest, law: DraftLaw, step: str) -> HttpResponse:
    """Take a step on the version that is worked on, as the officer was shown it."""
    how = {
        "viewer": viewer(request),
        "code": law.code,
        "seen": request.POST.get("seen", ""),
        "now": timezone.now(),
    }
    act, done = STEPS[step]
    version = attempt(request, lambda: act(request, how), done)
    if version is None:
        version = law.versions.filter(published_at=None).first()
    return (
        go("consultation_draftlaw_version", law.pk, version.number)
        if version
        else go("consultation_draftlaw_change", law.pk)
    )


def _remap(request: HttpRequest, how: dict[str, Any]) -> DraftVersion:
    """Read what a section became, as its printed numbers with commas between; blank means that it was removed.

    :raises MappingInvalid: for a number the new text does not have.
    """
    rows = SectionText.objects.filter(version__law__code=how["code"], version__published_at=None)
    places = {_plain(name_of(row)): row.position for row in rows}
    named = [part for part in request.POST.get("became", "").split(",") if part.strip()]
    for part in named:
        if _plain(part) not in places:
            raise drafts.MappingInvalid(path=("became",), key=part.strip()[:60])
    return drafts.remap(changes={request.POST.get("key", ""): [places[_plain(part)] for part in named]}, **how)


def name_of(row: SectionText) -> str:
    """Return what an officer calls a section: its printed number, else its title, else what it is."""
    return row.number or row.heading or str(row.get_kind_display())


def _plain(name: str) -> str:
    return to_arabic("".join(name.split()))


def _summarise(request: HttpRequest, how: dict[str, Any]) -> DraftVersion:
    return drafts.summarise(
        summaries={
            name.removeprefix("summary-"): text for name, text in request.POST.items() if name.startswith("summary-")
        },
        **how,
    )


STEPS: dict[str, Any] = {
    "remap": (_remap, "แก้การเทียบมาตราแล้ว โปรดยืนยันใหม่"),
    "summarise": (_summarise, "บันทึกสรุปแล้ว"),
    "confirm": (lambda request, how: drafts.confirm_mapping(**how), "ยืนยันการเทียบมาตราแล้ว"),
    "publish": (lambda request, how: drafts.publish(**how), "เผยแพร่แล้ว ทุกคนอ่านฉบับนี้ได้ และแก้ไม่ได้อีก"),
    "discard": (lambda request, how: drafts.discard(**how), "ทิ้งร่างแล้ว"),
}


def _choices(law: DraftLaw, version: DraftVersion) -> list[tuple[str, str, DraftVersion]]:
    """Return what the version can be compared with: earlier versions, the last first, and the law it amends."""
    earlier = law.versions.filter(number__lt=version.number).order_by("-number")
    choices = [(str(each.number), f"ฉบับที่ {each.number}", each) for each in earlier]
    if law.amends is not None:
        amended = law.amends.versions.filter(published_at__isnull=False).order_by("-number").first()
        if amended is not None:
            choices.append((AMENDED, "กฎหมายที่แก้ไข", amended))
    for _, _, each in choices:
        each.law = law if each.law_id == law.pk else law.amends
    return choices


def folded(lines: Sequence[Line]) -> list[tuple[int, list[Line]]]:
    """Return the lines in stretches: (0, lines to be shown), or (how many, unchanged lines to be folded away).

    One unchanged line stays on each side of a change, so that a reader knows where they are.
    """
    far = [
        line.kind == "same" and all(near.kind == "same" for near in lines[max(0, place - 1) : place + 2])
        for place, line in enumerate(lines)
    ]
    stretches: list[tuple[bool, list[Line]]] = []
    for line, is_far in zip(lines, far, strict=True):
        if not stretches or stretches[-1][0] != is_far:
            stretches.append((is_far, []))
        stretches[-1][1].append(line)
    return [(len(stretch) if is_far and len(stretch) > 1 else 0, stretch) for is_far, stretch in stretches]


def _sections(older: DraftVersion, version: DraftVersion) -> list[dict[str, Any]]:
    words = dict(SectionChange.Kind.choices)
    return [
        {
            "change": str(each.change),
            "word": words[str(each.change)],
            "tone": TONES[str(each.change)],
            "before": each.before,
            "after": each.after,
            "folds": folded(each.difference.lines) if str(each.change) != "same" else [(0, each.difference.lines)],
            "is_same": each.difference.is_same,
            "became": ", ".join(name_of(row) for row in each.after),
        }
        for each in draft_differences.between(older, version)
    ]
