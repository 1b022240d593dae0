"""The inbox in the API: notices, what rings, and the devices that do."""

import datetime as dt
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import graphene

from superapp.accounts.viewer import Viewer
from superapp.api import ids
from superapp.api.acting import on_behalf_of, viewer_here
from superapp.api.connections import ConnectionField, Listing, Page, connection_of
from superapp.api.fields import Field, ListField, optional
from superapp.api.keyset import Column, by
from superapp.api.mutations import Act, Mutation
from superapp.api.scalars import DateTime
from superapp.people.actions import notices
from superapp.people.models import Notice as NoticeRow
from superapp.people.models import PushTarget

BY_NEWEST = by(
    "people.notices.newest",
    Column("created_at", dt.datetime, is_descending=True),
    Column("id", int, is_descending=True),
)

NoticeSubject = graphene.Enum(
    "NoticeSubject",
    [(code.upper(), code) for code in notices.SUBJECTS],
    description=lambda value: (
        "What a notice is about, as people switch it on and off."
        if value is None
        else f"{notices.SUBJECTS[value.value][1]}."
    ),
)
PushPlatform = graphene.Enum(
    "PushPlatform",
    [(choice.name, choice.value) for choice in PushTarget.Platform],
    description=lambda value: "Whose push service reaches a device." if value is None else f"{value.name.title()}.",
)


class Notice(graphene.ObjectType):
    """A message in a citizen's inbox."""

    class Meta:
        interfaces = (ids.Node,)

    id = ids.IdField("ntc", "public_id")
    subject = Field(NoticeSubject, required=True, description="What it is about, for its icon and for switching off.")
    topic = Field(graphene.String, required=True, description="Its kind, as welfare.entitlement; kinds are added.")
    title = Field(graphene.String, required=True, description="One line, in the language of the request.")
    body = Field(graphene.String, required=True, description="The message in the language of the request, plain text.")
    link = Field(graphene.ID, description="What the app opens; null when there is nothing to open.")
    created_at = Field(DateTime, required=True, description="When it came.")
    read_at = Field(DateTime, description="When it was read; null while it is unread.")

    def resolve_title(self: NoticeRow, info: Any) -> str:
        return self.texts[f"title_{info.context.language}"]

    def resolve_body(self: NoticeRow, info: Any) -> str:
        return self.texts[f"body_{info.context.language}"]

    def resolve_link(self: NoticeRow, info: Any) -> str | None:
        return self.link or None


@ids.finds("ntc", NoticeRow)
def find_notice(context: Any, key: str) -> NoticeRow | None:
    """Return the viewer's own notice of that public id, or None."""
    try:
        return _rows(context.viewer).filter(public_id=UUID(key)).first()
    except ValueError:
        return None


class NoticePreference(graphene.ObjectType):
    """Whether the viewer's devices ring for one subject. The inbox receives everything."""

    subject = Field(NoticeSubject, required=True, description="The subject.")
    is_pushed = Field(graphene.Boolean, required=True, description="Whether devices ring for it.")


class PushDevice(graphene.ObjectType):
    """A device that rings when a notice comes. Its token is never shown."""

    platform = Field(PushPlatform, required=True, description="Whose push service reaches it.")
    registered_at = Field(DateTime, required=True, description="When it was last registered.")


def _unread(page: Page, _info: Any) -> int:
    return page.about.unread().count()


NoticeConnection = connection_of(
    Notice,
    "Notice",
    extra={
        "unread_count": Field(
            graphene.Int,
            required=True,
            cost=20,
            resolver=_unread,
            description="How many in the whole inbox are unread.",
        )
    },
)


class NoticeQuery(graphene.ObjectType):
    """What can be asked about notices."""

    my_notices = ConnectionField(
        NoticeConnection,
        description="The inbox, newest first: one's own, or that of whom one acts for. Empty for others.",
        public=False,
        unread=optional(graphene.Boolean, description="True for unread ones only, false for read ones only."),
        subject=optional(NoticeSubject, description="Only those of this subject."),
        on_behalf_of=on_behalf_of(),
    )
    notice_preferences = ListField(
        NoticePreference,
        most=len(notices.SUBJECTS),
        public=False,
        description="For every subject whether one's devices ring; empty for those who have no inbox.",
    )

    def resolve_my_notices(
        self: Any, info: Any, unread: bool | None = None, subject: str | None = None, on_behalf_of: str | None = None
    ) -> Listing:
        inbox = _rows(viewer_here(info, on_behalf_of))
        rows = inbox if unread is None else inbox.filter(read_at__isnull=unread)
        if subject is not None:
            rows = rows.filter(topic__startswith=f"{_value(subject)}.")
        return Listing(rows, BY_NEWEST, about=inbox)

    def resolve_notice_preferences(self: Any, info: Any) -> list[dict[str, Any]]:
        chosen = notices.preferences(info.context.viewer)
        return [{"subject": subject, "is_pushed": is_pushed} for subject, is_pushed in chosen.items()]


class MarkNoticesRead(Mutation):
    """Mark notices as read: those named, or all that have come so far when none is named."""

    concerns_person = True

    class Input:
        notice_ids = graphene.List(
            graphene.NonNull(graphene.ID), description="At most 100 notices; left out or null for all of them."
        )

    marked = Field(graphene.Int, description="How many were unread before; null when there are problems.")
    unread_count = Field(graphene.Int, cost=20, description="How many are unread now; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        """Mark them."""
        if input.notice_ids is None:
            marked = notices.mark_all_read(viewer=act.viewer, now=act.now)
        else:
            keys = [ids.key_of("ntc", each) or "" for each in input.notice_ids]
            marked = notices.mark_read(viewer=act.viewer, public_ids=keys, now=act.now)
        return {"marked": marked, "unread_count": _rows(act.viewer).unread().count()}


class RegisterPushTarget(Mutation):
    """Let this device ring when a notice comes. Call it after signing in, and whenever the token changes."""

    class Input:
        platform = PushPlatform(required=True, description="Whose push service reaches the device.")
        token = graphene.String(required=True, description="The device's token, 16 to 4,096 ASCII characters.")

    device = Field(PushDevice, description="The device as registered; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        """Register it."""
        target = notices.register_target(
            viewer=act.viewer, platform=_value(input.platform), token=input.token, now=act.now
        )
        return {"device": target}


class SetNoticePreference(Mutation):
    """Choose whether one's devices ring for a subject. The inbox receives its notices either way."""

    class Input:
        subject = NoticeSubject(required=True, description="The subject.")
        is_pushed = graphene.Boolean(required=True, description="Whether devices shall ring.")

    preference = Field(NoticePreference, description="The choice as kept; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        """Keep the choice."""
        chosen = notices.set_preference(
            viewer=act.viewer, subject=_value(input.subject), is_pushed=input.is_pushed, now=act.now
        )
        return {"preference": chosen}


class NoticeMutation(graphene.ObjectType):
    """What can be done about notices."""

    mark_notices_read = MarkNoticesRead.field()
    register_push_target = RegisterPushTarget.field()
    set_notice_preference = SetNoticePreference.field()


def _rows(viewer: Viewer | None) -> Any:
    if viewer is None:
        return NoticeRow.objects.none()
    return NoticeRow.objects.visible_to(viewer).select_related("citizen__account")


def _value(member: Any) -> str:
    return str(getattr(member, "value", member))
