"""What is done about texts at the desk: each button calls one action and tells how it went."""

from collections import Counter
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from consultation.actions import moderation, moderation_appeals, moderation_queue, suspension_appeals, suspensions
from consultation.actions.moderation import Ruling, Subject
from consultation.models import Comment, ModerationAppeal, ModerationDecision, Participant, Statement, Suspension
from superapp.accounts.desk import attempt, go, viewer
from superapp.accounts.viewer import Viewer

LIST, ITEM = "consultation_moderationdecision_changelist", "consultation_moderation_item"


def subject_here(at_desk: Viewer, key: str) -> Subject | None:
    """Return the text a key like "c-12" names, of a hearing the viewer moderates; None for any other."""
    letter, _, rest = key.partition("-")
    if not rest.isascii() or not rest.isdecimal() or len(rest) > 18 or letter not in ("c", "s"):
        return None
    return _named(at_desk, letter, [int(rest)]).get(int(rest))


def text_of(subject: Subject | None) -> str:
    """Return what a text says, "" when nothing is left of it."""
    if subject is None:
        return ""
    return subject.body if isinstance(subject, Comment) else subject.text


def is_decider(at_desk: Viewer, appeal: ModerationAppeal) -> bool:
    """Tell whether the officer had a part in what is appealed."""
    return at_desk.officer is not None and at_desk.officer.pk in moderation_appeals.deciders(appeal.decision)


def decide_one(request: HttpRequest, subject: Subject, key: str) -> HttpResponse:
    """Show or hide the text as it was read."""
    how = {"viewer": viewer(request), "subject": subject, "ruling": _ruling(request), "now": timezone.now()}
    revision = _number(request.POST.get("revision", ""))
    done = attempt(request, lambda: moderation.decide(revision=revision, **how), "ตัดสินแล้ว ผู้เขียนได้รับแจ้ง")
    return go(ITEM, key) if done is None else go(LIST)


def decide_many(request: HttpRequest) -> HttpResponse:
    """Decide the same about all that were marked; tell how many were, and why the others were not."""
    if request.method == "POST":
        at_desk, chosen = viewer(request), _chosen(viewer(request), request.POST.getlist("key"))
        ruling, now = _ruling(request), timezone.now()
        results = attempt(
            request,
            lambda: moderation.decide_many(viewer=at_desk, subjects=chosen, ruling=ruling, now=now),
            f"ดำเนินการกับ {len(chosen)} ข้อความ",
        )
        if results is not None:
            refused = Counter(one.refusal.message("th") for one in results if one.refusal is not None)
            messages.info(request, f"ตัดสินแล้ว {len(results) - refused.total()} ข้อความ")
            for sentence, number in refused.items():
                messages.warning(request, f"{number} ข้อความ: {sentence}")
    return go(LIST)


def second(request: HttpRequest, decision: ModerationDecision) -> HttpResponse:
    """Agree with another agency's decision, or not."""
    if request.method == "POST":
        agrees = request.POST.get("agrees") == "1"
        how = {"viewer": viewer(request), "decision": decision, "now": timezone.now()}
        attempt(request, lambda: moderation.second(agrees=agrees, **how), "บันทึกความเห็นที่สองแล้ว")
    return HttpResponseRedirect(f"{reverse(f'admin:{LIST}')}?board=seconds")


def decide_appeal(request: HttpRequest, appeal: ModerationAppeal) -> HttpResponse:
    """Take it, or uphold, overturn or overturn it partly."""
    asked = request.POST
    how = {"viewer": viewer(request), "appeal": appeal, "now": timezone.now()}
    if asked.get("outcome") == "take":
        attempt(request, lambda: moderation_appeals.take(**how), "รับเรื่องแล้ว")
        return go("consultation_moderation_appeal", appeal.pk)
    told = {"outcome": asked.get("outcome", ""), "sentence_th": asked.get("sentence", "")}
    told |= {"reason": asked.get("reason", ""), "law": asked.get("law", "")}
    done = attempt(request, lambda: moderation_appeals.decide(**told, **how), "ตัดสินอุทธรณ์แล้ว ผู้เขียนได้รับแจ้ง")
    if done is None:
        return go("consultation_moderation_appeal", appeal.pk)
    return HttpResponseRedirect(f"{reverse(f'admin:{LIST}')}?board=appeals")


def decide_suspension_appeal(request: HttpRequest, suspension: Suspension) -> HttpResponse:
    """Uphold a suspension or overturn it."""
    told = {"outcome": request.POST.get("outcome", ""), "sentence_th": request.POST.get("sentence", "")}
    how = {"viewer": viewer(request), "suspension": suspension, "now": timezone.now()}
    done = attempt(request, lambda: suspension_appeals.decide(**told, **how), "ตัดสินอุทธรณ์แล้ว และแจ้งผู้ถูกระงับแล้ว")
    if done is None:
        return go("consultation_suspension_appeal", suspension.pk)
    return HttpResponseRedirect(f"{reverse(f'admin:{LIST}')}?board=appeals")


def suspend(request: HttpRequest, participant: Participant, key: str) -> HttpResponse:
    """Suspend somebody for some days, or lift that."""
    if request.method == "POST":
        how = {"viewer": viewer(request), "participant": participant, "now": timezone.now()}
        if request.POST.get("lift"):
            attempt(request, lambda: suspensions.lift(**how), "ยกเลิกการระงับแล้ว")
        else:
            until = timezone.now() + timedelta(days=min(_number(request.POST.get("days", "")), 1_000))
            told = {"reason": request.POST.get("reason", ""), "sentence_th": request.POST.get("sentence", "")}
            attempt(request, lambda: suspensions.suspend(until=until, **told, **how), "ระงับแล้ว และแจ้งผู้ถูกระงับแล้ว")
    return go(ITEM, key)


def _ruling(request: HttpRequest) -> Ruling:
    asked = request.POST
    if asked.get("act") == "show":
        return Ruling("show")
    return Ruling(asked.get("act", ""), asked.get("reason", ""), asked.get("sentence", ""), asked.get("law", ""))


def _chosen(at_desk: Viewer, keys: list[str]) -> list[tuple[Subject, int]]:
    # One more than are allowed is enough for the action to refuse them all.
    parts = [key.split("-") for key in keys[: moderation.MOST_AT_ONCE + 1]]
    named = [(letter, _number(pk), _number(revision)) for letter, pk, revision in (p for p in parts if len(p) == 3)]
    found: dict[str, dict[int, Subject]] = {
        letter: _named(at_desk, letter, [pk for kind, pk, _ in named if kind == letter]) for letter in ("c", "s")
    }
    return [(found[kind][pk], revision) for kind, pk, revision in named if pk in found.get(kind, {})]


def _named(at_desk: Viewer, letter: str, keys: list[int]) -> dict[int, Subject]:
    model = Comment if letter == "c" else Statement
    rows = model.objects.visible_to(at_desk).filter(pk__in=keys, hearing__in=moderation_queue.hearings_of(at_desk))
    return {row.pk: row for row in rows.select_related("hearing__agency", "section", "author")}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
