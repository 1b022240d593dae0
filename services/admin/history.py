"""Every version of a service, and what differs between any two of them."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from services import permissions
from services.actions.differences import compare
from services.models import ServiceVersion
from services.models.content_reading import read
from superapp.accounts.desk import viewer

from .names import names_by_code

if TYPE_CHECKING:
    from superapp.accounts.desk import DeskAdmin

ONCE_PUBLIC = (ServiceVersion.State.SUPERSEDED, ServiceVersion.State.RETIRED)


def history_page(admin: "DeskAdmin", request: HttpRequest, object_id: str) -> HttpResponse:
    """Show the versions of a service, newest first, and the difference between the two that are chosen.

    Without a choice: between the newest two.
    """
    service = admin.row(request, object_id)
    versions = list(service.versions.select_related("author", "approver", "based_on").order_by("-number"))
    by_number = {str(version.number): version for version in versions}
    newer = by_number.get(request.GET.get("to", ""), versions[0] if versions else None)
    older = by_number.get(request.GET.get("from", ""), versions[1] if len(versions) > 1 else None)
    if older and newer and older.number > newer.number:
        older, newer = newer, older
    changes = None
    if older and newer:
        changes = compare(read(older.content), read(newer.content), names=names_by_code())
    context = admin.page(
        request,
        "ประวัติและความต่าง",
        [("บริการ", "../../"), (service.name_th, "../change/")],
        service=service,
        versions=versions,
        older=older,
        newer=newer,
        changes=changes,
        once_public=ONCE_PUBLIC,
        may_draft=permissions.may_draft(viewer(request), service.agency_id),
    )
    return TemplateResponse(request, "services/desk/history.html", context)
