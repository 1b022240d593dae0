"""The steps of the reading room: each takes what was posted to one action and goes back to where it was taken."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from consultation.actions import masking, theme_issues, theme_work
from consultation.actions.issues import IssueGiven
from consultation.models import Hearing
from superapp.accounts.desk import attempt, go, viewer


def take(request: HttpRequest, hearing: Hearing, step: str) -> HttpResponse:
    """Take a step that was posted and go back."""
    if request.method != "POST" or step not in STEPS:
        return go("consultation_theme_work", hearing.pk)
    done = STEPS[step](request, {"viewer": viewer(request), "now": timezone.now()})
    if step == "issue" and done is not None:
        return HttpResponseRedirect(
            reverse("admin:consultation_issue_work", args=[hearing.pk]) + f"?issue={done.number}"
        )
    kept = {name: request.POST[name] for name in ("view", "section", "theme", "after") if request.POST.get(name)}
    if step == "split" and done is not None:
        kept["theme"] = str(done.public_id)
    return HttpResponseRedirect(f"{reverse('admin:consultation_theme_work', args=[hearing.pk])}?{urlencode(kept)}")


def _rename(request: HttpRequest, how: dict[str, Any]) -> Any:
    asked = request.POST
    names = {"label_th": asked.get("label_th", ""), "label_en": asked.get("label_en", "")}
    return attempt(request, lambda: theme_work.rename(theme_id=_id(request, "theme"), **names, **how), "ตั้งชื่อหัวข้อแล้ว")


def _merge(request: HttpRequest, how: dict[str, Any]) -> Any:
    chosen = [_uuid(text) for text in request.POST.getlist("merge")]
    return attempt(
        request,
        lambda: theme_work.merge(into_id=_id(request, "theme"), theme_ids=chosen, **how),
        "รวมหัวข้อแล้ว แยกกลับได้ทุกเมื่อ",
    )


def _apart(request: HttpRequest, how: dict[str, Any]) -> Any:
    return attempt(request, lambda: theme_work.take_apart(theme_id=_id(request, "part"), **how), "แยกหัวข้อกลับแล้ว")


def _split(request: HttpRequest, how: dict[str, Any]) -> Any:
    chosen = [_uuid(text) for text in request.POST.getlist("comment")[: theme_work.MOST_AT_ONCE + 1]]
    label = request.POST.get("label_th", "")
    return attempt(
        request,
        lambda: theme_work.split(theme_id=_id(request, "theme"), comment_ids=chosen, label_th=label, **how),
        "แยกเป็นหัวข้อใหม่แล้ว",
    )


def _quote(request: HttpRequest, how: dict[str, Any]) -> Any:
    about = {"theme_id": _id(request, "theme"), "comment_id": _id(request, "quote")}
    return attempt(request, lambda: theme_work.quote(**about, is_wanted=True, **how), "เลือกเป็นข้อความยกมาแล้ว")


def _pass_over(request: HttpRequest, how: dict[str, Any]) -> Any:
    about = {"theme_id": _id(request, "theme"), "comment_id": _id(request, "quote")}
    return attempt(request, lambda: theme_work.quote(**about, is_wanted=False, **how), "ไม่ใช้ข้อความนี้แล้ว")


def _issue(request: HttpRequest, how: dict[str, Any]) -> Any:
    asked = request.POST
    given = IssueGiven(title_th=asked.get("title_th", ""), summary_th=asked.get("summary_th", ""))
    return attempt(
        request,
        lambda: theme_issues.draw_up(theme_id=_id(request, "theme"), given=given, **how),
        "ตั้งเป็นประเด็นแล้ว ความเห็นในหัวข้ออยู่ในประเด็นนี้",
    )


def _mask(request: HttpRequest, how: dict[str, Any]) -> Any:
    return attempt(request, lambda: masking.mask(**_wording(request), **how), "ปิดข้อมูลส่วนบุคคลแล้ว ยกเลิกได้")


def _leave(request: HttpRequest, how: dict[str, Any]) -> Any:
    return attempt(request, lambda: masking.leave_as_it_is(**_wording(request), **how), "คงข้อความไว้ตามเดิม")


def _undo(request: HttpRequest, how: dict[str, Any]) -> Any:
    comment = _id(request, "comment")
    return attempt(request, lambda: masking.undo(comment_id=comment, **how), "ยกเลิกการปิดข้อมูลแล้ว")


def _wording(request: HttpRequest) -> dict[str, Any]:
    number = request.POST.get("revision", "")
    return {
        "comment_id": _id(request, "comment"),
        "revision": int(number) if number.isascii() and number.isdecimal() and len(number) < 8 else 0,
    }


def _id(request: HttpRequest, name: str) -> UUID:
    return _uuid(request.POST.get(name, ""))


def _uuid(text: str) -> UUID:
    # What is no id is nobody's: the action does not find it.
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


STEPS: dict[str, Callable[[HttpRequest, dict[str, Any]], Any]] = {
    "rename": _rename,
    "merge": _merge,
    "apart": _apart,
    "split": _split,
    "quote": _quote,
    "pass-over": _pass_over,
    "issue": _issue,
    "mask": _mask,
    "leave": _leave,
    "undo": _undo,
}
