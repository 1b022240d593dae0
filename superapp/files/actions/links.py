"""Links to files: good for ten minutes, for one account, and only while the domain still says yes.

A domain says who may have what is attached to its matters:

    @links.admits("application")
    def may_have(viewer: Viewer, key: str) -> bool: ...     # key: what follows "application:"

    @links.admits_among("application")
    def which(viewer: Viewer, keys: Collection[str]) -> Collection[str]: ...   # the same, of many at once

A link names no person: the account it is for is mixed into its signature, so in other hands it is not found.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet

from superapp.accounts import acting
from superapp.accounts.viewer import ANONYMOUS, Viewer
from superapp.audit.recording import record
from superapp.files.models import IssuedDocument, Upload
from superapp.files.purposes import ENDINGS, PDF
from superapp.refusal import NotFound, Refusal

from . import documents, uploads

LINK_HOLDS_FOR = timedelta(minutes=10)
_SALT = "files.link"

Predicate = Callable[[Viewer, str], bool]
Choice = Callable[[Viewer, Collection[str]], Collection[str]]
Thing = Upload | IssuedDocument

_predicates: dict[str, Predicate] = {}
_choices: dict[str, Choice] = {}


@dataclass(frozen=True, slots=True)
class Download:
    """A file on its way to somebody."""

    name: str
    media_type: str
    size_bytes: int
    pieces: Iterator[bytes]


def admits(prefix: str) -> Callable[[Predicate], Predicate]:
    """Register who may have what belongs to matters "<prefix>:<key>", beside whose own it is."""

    def register(predicate: Predicate) -> Predicate:
        _predicates[prefix] = predicate
        return predicate

    return register


def admits_among(prefix: str) -> Callable[[Choice], Choice]:
    """Register who may have what belongs to many matters "<prefix>:<key>": of the keys given, those admitted."""

    def register(choice: Choice) -> Choice:
        _choices[prefix] = choice
        return choice

    return register


def documents_of(viewer: Viewer) -> QuerySet[IssuedDocument]:
    """Return the documents of whom the viewer stands here for; under a mandate, those its domains admit them to.

    What is public belongs to nobody and is not among them. An officer has none, unless they are here as a citizen.
    """
    rows = IssuedDocument.objects.select_related("citizen__account")
    if viewer.mandate is None:
        return rows.none() if viewer.citizen is None else rows.filter(citizen=viewer.citizen)
    if viewer.mandate.principal_citizen_id is None:
        return rows.none()
    theirs = rows.filter(citizen=viewer.mandate.principal_citizen_id)
    keys: defaultdict[str, list[str]] = defaultdict(list)
    for matter in theirs.exclude(matter="").order_by().values_list("matter", flat=True).distinct():
        prefix, _, key = matter.partition(":")
        keys[prefix].append(key)
    admitted = [
        f"{prefix}:{key}"
        for prefix, some in keys.items()
        if prefix in _choices
        for key in _choices[prefix](viewer, some)
    ]
    return theirs.filter(matter__in=admitted)


def may_have(viewer: Viewer, thing: Thing) -> bool:
    """Tell whether a viewer may have a file: their own, a public one, or one its domain admits them to."""
    if isinstance(thing, IssuedDocument) and thing.is_public:
        return True
    if isinstance(thing, Upload) and thing.state in (Upload.State.EXPECTED, Upload.State.REMOVED):
        return False
    if _is_own(viewer, thing):
        return True
    prefix, _, key = thing.matter.partition(":")
    predicate = _predicates.get(prefix)
    return bool(key) and predicate is not None and predicate(viewer, key)


def link(thing: Thing, *, viewer: Viewer, now: datetime, is_admitted: bool = False) -> str:
    """Return the address where this viewer may fetch a file until `LINK_HOLDS_FOR` from now.

    What everybody may have gets a link that anybody may use. `is_admitted` says that the row came out of
    `documents_of` for this viewer, so that a list does not ask once for each row; whoever uses the link is asked again.

    :raises NotFound: for whoever may not have it.
    """
    if not (is_admitted or may_have(viewer, thing)):
        raise NotFound()
    is_for_all = may_have(ANONYMOUS, thing)
    told = [
        "u" if isinstance(thing, Upload) else "d",
        thing.public_id.hex,
        "" if is_for_all else viewer.mandate_id or "",
        int((now + LINK_HOLDS_FOR).timestamp()),
    ]
    token = signing.dumps(told, salt=_salt(ANONYMOUS if is_for_all else viewer))
    return f"{settings.PUBLIC_URL}/files/download/{token}"


def fetch(*, token: str, viewer: Viewer, now: datetime) -> Download:
    """Return what a link leads to, for this viewer.

    :raises NotFound: for another person's link, an old or invented one, and what the viewer may no longer have.
    """
    kind, public_id, mandate, ends = _read(token, viewer)
    if now.timestamp() >= ends:
        raise NotFound()
    if mandate:
        try:
            viewer = acting.acting_for(viewer, mandate, now=now)
        except Refusal:
            raise NotFound() from None
    model = Upload if kind == "u" else IssuedDocument
    thing = model.objects.select_related("citizen__account").filter(public_id=public_id).first()
    if thing is None or not may_have(viewer, thing):
        raise NotFound()
    download = _download(thing)
    if not may_have(ANONYMOUS, thing):
        _record(viewer, thing, now)
    return download


def _download(thing: Thing) -> Download:
    if isinstance(thing, Upload):
        name = f"{thing.purpose}-{str(thing.public_id)[:8]}.{ENDINGS[thing.media_type]}"
        return Download(name, thing.media_type, thing.size_bytes, uploads.content(thing))
    return Download(f"{thing.number}.pdf", PDF, thing.size_bytes, documents.content(thing))


def _is_own(viewer: Viewer, thing: Thing) -> bool:
    # Under a mandate the domain decides: it knows what the mandate has to cover.
    if viewer.account is None or viewer.mandate is not None:
        return False
    if thing.citizen is not None:
        return viewer.citizen is not None and viewer.citizen.pk == thing.citizen.pk
    # An officer's own file until it is attached; then it is the agency's.
    return isinstance(thing, Upload) and thing.owner_id == viewer.account_id and not thing.matter


def _read(token: str, viewer: Viewer) -> tuple[str, str, str, int]:
    for whose in (viewer, ANONYMOUS):
        try:
            kind, public_id, mandate, ends = signing.loads(token, salt=_salt(whose))
        except signing.BadSignature:
            continue
        return kind, public_id, mandate, ends
    raise NotFound()


def _salt(viewer: Viewer) -> str:
    return f"{_SALT}:{'' if viewer.account is None else viewer.actor}"


@transaction.atomic
def _record(viewer: Viewer, thing: Thing, now: datetime) -> None:
    record(
        stream="platform",
        action="file.fetch",
        object=f"{'upload' if isinstance(thing, Upload) else 'document'}:{thing.public_id}",
        actor=viewer.actor,
        principal=viewer.principal,
        mandate=viewer.mandate_id,
        now=now,
    )
