"""The page where anybody checks a document: by its code, or by the file itself. And the keys to check without us."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from superapp.files.actions import verifying
from superapp.files.actions.verifying import Finding, Outcome
from superapp.files.signing_keys import keys
from superapp.paper.signing import LONGEST_CODE, published
from superapp.thai.dates import date_text, moment_text

KEYS_FRESH_S = 3600
# What stands around a file in a form.
_FORM_BYTES = 16 * 1024

WORDS = {
    Outcome.GENUINE: ("เป็นเอกสารจริง", "This document is genuine."),
    Outcome.REVOKED: ("เอกสารนี้ออกจริง แต่ถูกเพิกถอนแล้ว", "This document was issued, and has been revoked."),
    Outcome.ALTERED: ("เอกสารถูกแก้ไข ไม่ตรงกับที่ออกให้", "This has been altered: it is not what was issued."),
    Outcome.NOT_OURS: ("ไม่ใช่เอกสารที่ออกจากระบบนี้", "This was not issued here."),
    Outcome.NOT_IN_BOOK: (
        "ลายเซ็นถูกต้อง แต่ไม่พบในทะเบียนเอกสาร โปรดติดต่อหน่วยงาน",
        "The signature is right, but the document is not in our book. Ask the agency.",
    ),
}
TONES = {Outcome.GENUINE: "good", Outcome.REVOKED: "warning", Outcome.NOT_IN_BOOK: "warning"}


@never_cache
# Nothing is changed by asking, and nobody is signed in for it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show the form, and what was found for a code (`?code=`) or a file (POST)."""
    shown: dict[str, object] = {"most_mb": verifying.MOST_FILE_BYTES // (1024 * 1024)}
    if request.method == "POST":
        # Looked at before the form is read: a form is parsed whole, however large.
        if int(request.META.get("CONTENT_LENGTH") or 0) > verifying.MOST_FILE_BYTES + _FORM_BYTES:
            return render(request, "files/verify.html", shown | {"is_too_large": True}, status=413)
        file = request.FILES.get("file")
        if file is not None:
            return _found(request, verifying.by_file(file.read()), shown)
    code = (request.POST if request.method == "POST" else request.GET).get("code", "").strip()
    if not code:
        return render(request, "files/verify.html", shown)
    # An address around the code is welcome, a novel is not.
    return _found(request, verifying.by_code(code[: 4 * LONGEST_CODE]), shown)


@require_safe
def published_keys(request: HttpRequest) -> HttpResponse:
    """Answer the public keys, those that sign no longer too: codes and seals can be verified with these alone."""
    headers = {"Cache-Control": f"public, max-age={KEYS_FRESH_S}", "Access-Control-Allow-Origin": "*"}
    return JsonResponse(published(keys()), headers=headers)


def _found(request: HttpRequest, finding: Finding, shown: dict[str, object]) -> HttpResponse:
    th, en = WORDS[finding.outcome]
    shown |= {"finding": finding, "th": th, "en": en, "tone": TONES.get(finding.outcome, "bad")}
    for language in ("th", "en"):
        if finding.kind:
            shown[f"kind_{language}"] = verifying.kind_name(finding.kind, language)
        if finding.agency_code:
            shown[f"agency_{language}"] = verifying.agency_name(finding.agency_code, language)
        if finding.issued_on:
            shown[f"issued_{language}"] = date_text(finding.issued_on, language)
        if finding.revoked_at:
            shown[f"revoked_{language}"] = moment_text(finding.revoked_at, language)
    return render(request, "files/verify.html", shown)
