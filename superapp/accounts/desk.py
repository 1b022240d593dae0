"""The officers' desk: its site, and the base of every page on it.

A page never asks Django's model permissions: they know no agencies. It names the rows this viewer may see, and
whatever is not among them does not exist (404). Nothing is added, changed or deleted by the desk's own machinery;
buttons call actions, which check again and refuse with a sentence.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.admin import ModelAdmin
from unfold.sites import UnfoldAdminSite

from superapp.refusal import Refusal

from .sessions import factor_shown_at
from .viewer import Viewer, viewer_of

if TYPE_CHECKING:
    from django.urls import URLPattern

# Doors of Django's admin and of unfold that would list rows without asking whose they are, or that nobody uses here.
CLOSED_DOORS = frozenset({"autocomplete", "view_on_site"})


def viewer(request: HttpRequest) -> Viewer:
    """Return who is at the desk; the same object all through a request, so that rights are read once."""
    known = getattr(request, "desk_viewer", None)
    if known is None:
        known = replace(viewer_of(request), factor_at=factor_shown_at(request.session))
        request.desk_viewer = known  # type: ignore[attr-defined]
    return known


def is_staff(request: HttpRequest) -> bool:
    """Tell whether anybody who works here is at the desk."""
    return request.user.is_active and request.user.is_staff  # type: ignore[union-attr]


def is_officer(request: HttpRequest) -> bool:
    """Tell whether an officer of some agency is at the desk."""
    return viewer(request).officer is not None


def is_operator(request: HttpRequest) -> bool:
    """Tell whether an operator of the platform is at the desk."""
    account = viewer(request).account
    return account is not None and account.kind == "operator"


class Desk(UnfoldAdminSite):
    """The site behind /admin/."""

    def get_urls(self) -> "list[URLPattern]":
        """Return the desk's addresses without the doors that are closed here."""
        return [url for url in super().get_urls() if getattr(url, "name", None) not in CLOSED_DOORS]

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., HttpResponse]:
        """Return a page for those who work here; an address with a NUL character, which no database takes, is none."""

        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            # Filters read the address as it is. What is posted goes through forms, which say what is wrong.
            if any("\0" in text for _, texts in request.GET.lists() for text in texts):
                raise BadRequest
            return view(request, *args, **kwargs)

        return super().admin_view(page, cacheable)  # type: ignore[no-any-return]

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Answer the shell's search over models with nothing: lists have searches of their own."""
        return HttpResponse()

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> HttpResponse:
        """Go to the start page: the sidebar is the only list of pages."""
        return go("index")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add who is at the desk to what every page knows."""
        return super().each_context(request) | {"desk_officer": viewer(request).officer}


class DeskAdmin(ModelAdmin):
    """A page over rows: those of `rows(viewer)` and no others, to be looked at and not touched.

    Subclasses say which rows, and who may open the page at all.
    """

    actions_on_top = True
    list_per_page = 50
    show_full_result_count = False
    list_filter_sheet = False
    list_fullwidth = True
    compressed_fields = True

    def rows(self, viewer: Viewer) -> QuerySet[Model]:
        """Return the rows this viewer may see here. Every subclass says which."""
        raise NotImplementedError

    def opens_to(self, request: HttpRequest) -> bool:
        """Tell whether this page is for whoever is at the desk: officers, unless a subclass says otherwise."""
        return is_officer(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        """Return the rows of whoever is at the desk, in the page's order."""
        rows = self.rows(viewer(request))
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Tell whether the page appears for whoever is at the desk."""
        return self.opens_to(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Tell whether a row may be looked at; rows of others are never found in the first place."""
        return self.opens_to(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: adding is an action's work."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse: changing is an action's work."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse: nothing is deleted at the desk."""
        return False

    def row(self, request: HttpRequest, key: str) -> Any:
        """Return the row of that key.

        :raises Http404: when it does not exist for whoever is at the desk.
        """
        found = self.get_object(request, key) if self.opens_to(request) else None
        if found is None:
            raise Http404
        return found

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Answer 404: what happened to a row stands in the audit chain, not in Django's log."""
        raise Http404

    def page(self, request: HttpRequest, title: str, crumbs: Sequence[tuple[str, str]], **more: Any) -> dict[str, Any]:
        """Return the context of a page of our own: its title, the way back as (title, address), and `more`."""
        return self.admin_site.each_context(request) | {"title": title, "crumbs": crumbs, "is_fullwidth": "1"} | more

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        # Django would send people to the start page with a message; a page that is not theirs simply is not there.
        raise Http404


def attempt(request: HttpRequest, act: Callable[[], Any], done: str) -> Any:
    """Run an action and tell the officer how it went: `done`, or the refusal's sentence.

    Returns what the action returned, or None when it refused.
    """
    try:
        result = act()
    except Refusal as refusal:
        messages.error(request, refusal.message("th"))
        return None
    messages.success(request, done)
    return result


def go(name: str, *args: object) -> HttpResponseRedirect:
    """Return a redirect to a page of the desk by its name."""
    return HttpResponseRedirect(reverse(f"admin:{name}", args=args))
