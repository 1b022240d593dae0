"""RequestContext: what one request knows. Built at the edge; nothing deeper reads the clock or the cookie."""

import datetime as dt
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings

from superapp.accounts import tokens
from superapp.accounts.sessions import factor_shown_at, sign_in_of
from superapp.accounts.viewer import ANONYMOUS, Viewer, viewer_for

from .addresses import caller_of
from .errors import RequestRefused, TimedOut
from .loading import Loaders
from .scalars import BANGKOK

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(slots=True)
class RequestContext:
    """What resolvers find in `info.context`.

    `now` is the instant the request came in, in Thai time. `language` is "th" or "en". `deadline` is on the monotonic
    clock, in seconds. `loaders` holds this request's loaders (loading.py). `request_id` is the incident number if
    something goes wrong. `caller` names the address asked from without saying it. `rows` counts list items given out.
    `remembered` is for what one request looks up once.
    """

    language: str
    now: dt.datetime
    deadline: float
    request_id: str
    find_viewer: Callable[[], Viewer]
    caller: str = ""
    rows: int = 0
    found_viewer: Viewer | None = None
    loaders: Loaders = field(init=False)
    remembered: dict[Any, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.loaders = Loaders(self)

    @property
    def viewer(self) -> Viewer:
        """Who is asking. Looked up on first use: a public answer needs nobody's name and no query."""
        if self.found_viewer is None:
            self.found_viewer = self.find_viewer()
        return self.found_viewer

    def restart_clock(self, time_s: float) -> None:
        """Give the request `time_s` seconds from now on."""
        self.deadline = time.monotonic() + time_s

    @property
    def left_s(self) -> float:
        """Seconds left; negative when the time is used up."""
        return self.deadline - time.monotonic()

    def check_time(self) -> None:
        """Do nothing while there is time.

        :raises TimedOut: when there is none.
        """
        if time.monotonic() > self.deadline:
            raise TimedOut


def context_of(request: "HttpRequest", *, language: str, time_s: float) -> RequestContext:
    """Build the context of a request that may take `time_s` seconds."""
    return RequestContext(
        language=language,
        now=dt.datetime.now(BANGKOK),
        deadline=time.monotonic() + time_s,
        request_id=getattr(request, "request_id", None) or uuid.uuid4().hex,
        find_viewer=lambda: _viewer_of(request),
        caller=caller_of(request),
    )


def _viewer_of(request: "HttpRequest") -> Viewer:
    if tokens.is_sent_with(request):
        # The header wins; what a cookie beside it says does not count.
        try:
            return tokens.viewer_by_token(request)
        except tokens.BadToken:
            raise RequestRefused("UNAUTHENTICATED", headers={"WWW-Authenticate": "Bearer"}) from None
    # Without the cookie nobody is signed in. Not looking keeps `Vary: Cookie` off the answer, which Django adds
    # as soon as somebody looks.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ANONYMOUS
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ANONYMOUS
    return viewer_for(user, sign_in_of(request.session), factor_at=factor_shown_at(request.session))
