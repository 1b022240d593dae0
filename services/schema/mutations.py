"""The catalogue's mutations: an officer's steps from draft to published, alerts, and confirming facts."""

from types import SimpleNamespace
from typing import Any

import graphene

from services.actions import alerts, drafts, facts, proposals, publishing
from services.models import Certainty, FactName
from services.models import ServiceVersion as VersionModel
from superapp.accounts import assurance
from superapp.api.fields import Field, ListField
from superapp.api.mutations import Act, Mutation
from superapp.api.scalars import DateTime
from superapp.refusal import NotFound

from .enums import AlertSeverity, FactKind
from .inputs import ServiceTextInput, content_data
from .versions import ServiceVersion, VersionFact, VersionFactRow

REASON = "Why, for the record: 1 to 1,000 characters."
CODE = "The service's code."
NUMBER = "The version's number."


def _version_field() -> Any:
    return Field(ServiceVersion, description="The version as it is now; null when there are problems.")


def _number(input: SimpleNamespace) -> int:
    # Beyond the database's range there is nothing, and asking for it would raise.
    if not 0 < input.number < 2**31:
        raise NotFound(path=("number",))
    return int(input.number)


class StartServiceDraft(Mutation):
    """Start a draft of a service of your agency from what is published now."""

    class Input:
        code = graphene.String(required=True, description=CODE)
        reason = graphene.String(required=True, description=REASON)

    version = _version_field()

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        return {"version": drafts.start(viewer=act.viewer, code=input.code, reason=input.reason, now=act.now)}


class CreateServiceDraft(Mutation):
    """Write the first draft of a service that does not exist yet."""

    class Input:
        code = graphene.String(required=True, description="The new code: small letters, digits and hyphens.")
        text = ServiceTextInput(required=True, description="The whole text.")
        reason = graphene.String(required=True, description=REASON)

    version = _version_field()

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        unsaid = {name: {"certainty": Certainty.GENERAL_KNOWLEDGE} for name in FactName.values}
        content = content_data(input.text, unsaid)
        return {
            "version": drafts.create(
                viewer=act.viewer, code=input.code, content=content, reason=input.reason, now=act.now
            )
        }


class ReviseServiceDraft(Mutation):
    """Replace the text of a draft."""

    class Input:
        code = graphene.String(required=True, description=CODE)
        number = graphene.Int(required=True, description=NUMBER)
        revision = graphene.Int(required=True, description="The revision you read; refused when it has moved on.")
        text = ServiceTextInput(required=True, description="The whole text.")

    version = _version_field()

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        number = _number(input)
        draft = VersionModel.objects.visible_to(act.viewer).filter(service__code=input.code, number=number).first()
        if draft is None:
            raise NotFound(path=("code",))
        content = content_data(input.text, draft.content["facts"])
        return {
            "version": drafts.revise(
                viewer=act.viewer,
                code=input.code,
                number=number,
                revision=input.revision,
                content=content,
                now=act.now,
            )
        }


class DiscardServiceDraft(Mutation):
    """Throw a draft away; its number is not used again."""

    class Input:
        code = graphene.String(required=True, description=CODE)
        number = graphene.Int(required=True, description=NUMBER)
        reason = graphene.String(required=True, description=REASON)

    version = _version_field()

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        return {"version": _step(drafts.discard, act, input)}


class SubmitServiceVersion(Mutation):
    """Send a draft to another officer for review."""

    class Input:
        code = graphene.String(required=True, description=CODE)
        number = graphene.Int(required=True, description=NUMBER)
        reason = graphene.String(required=True, description=REASON)

    version = _version_field()

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        return {"version": _step(publishing.submit, act, input)}


class SendBackServiceVersion(Mutation):
    """Return a version to its author with a reason."""

    class Input:
        code = graphene.String(required=True, description=CODE)
        number = graphene.Int(required=True, description=NUMBER)
        reason = graphene.String(required=True, description=REASON)

    version = _version_field()

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        return {"version": _step(publishing.send_back, act, input)}


class ApproveServiceVersion(Mutation):
    """Let a version another officer wrote take effect, at once or at a moment."""

    class Input:
        code = graphene.String(required=True, description=CODE)
        number = graphene.Int(required=True, description=NUMBER)
        reason = graphene.String(required=True, description=REASON)
        effective_at = DateTime(description="When it takes effect; at once when left out.")

    version = _version_field()

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        if act.viewer.officer is not None:
            assurance.require_factor(act.viewer, now=act.now)
        return {"version": _step(publishing.approve, act, input, effective_at=input.effective_at)}


class ProposeServiceWithdrawal(Mutation):
    """Ask another officer to let a service be withdrawn."""

    class Input:
        code = graphene.String(required=True, description=CODE)
        reason = graphene.String(required=True, description=REASON)

    version = _version_field()

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        return {"version": proposals.withdraw(viewer=act.viewer, code=input.code, reason=input.reason, now=act.now)}


class ProposeServiceRollBack(Mutation):
    """Ask another officer to let an earlier text take effect again."""

    class Input:
        code = graphene.String(required=True, description=CODE)
        number = graphene.Int(required=True, description="Number of the earlier version.")
        reason = graphene.String(required=True, description=REASON)

    version = _version_field()

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        return {"version": _step(proposals.roll_back, act, input)}


class PostServiceAlert(Mutation):
    """Put a banner on a service at once, in place of the one it may have."""

    class Input:
        code = graphene.String(required=True, description=CODE)
        severity = AlertSeverity(required=True, description="How much it changes for the citizen.")
        message_th = graphene.String(required=True, description="One sentence in Thai, at most 300 characters.")
        message_en = graphene.String(required=True, description="One sentence in English, at most 300 characters.")
        ends_at = DateTime(description="When it ends; until taken down when left out.")

    service_code = Field(graphene.String, description="Code of the service; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        alerts.post(
            viewer=act.viewer,
            code=input.code,
            severity=getattr(input.severity, "value", input.severity),
            message_th=input.message_th,
            message_en=input.message_en,
            ends_at=input.ends_at,
            now=act.now,
        )
        return {"service_code": input.code}


class ClearServiceAlert(Mutation):
    """Take the banner of a service down."""

    class Input:
        code = graphene.String(required=True, description=CODE)

    service_code = Field(graphene.String, description="Code of the service; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        return {"service_code": alerts.clear(viewer=act.viewer, code=input.code, now=act.now).code}


class FactToConfirmInput(graphene.InputObjectType):
    """One statement of one service."""

    code = graphene.String(required=True, description=CODE)
    name = FactKind(required=True, description="Which statement.")


class ConfirmServiceFacts(Mutation):
    """Confirm that what stands about services of your agency is so; all of it or nothing, at most 100 at once."""

    class Input:
        facts = graphene.List(
            graphene.NonNull(FactToConfirmInput), required=True, description="The statements to confirm."
        )

    confirmed = ListField(
        VersionFact, most=100, nullable=True, description="The statements now confirmed; null when there are problems."
    )

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        if len(input.facts) > 100:
            raise facts.TooMany(path=("facts",), allowed=100)
        pairs = [(each.code, str(getattr(each.name, "value", each.name))) for each in input.facts]
        rows = facts.confirm(viewer=act.viewer, facts=pairs, now=act.now)
        return {
            "confirmed": [
                VersionFactRow(f"{row.service.code}/{row.name}", row.name, str(row.certainty), row.source)
                for row in rows
            ]
        }


def _step(action: Any, act: Act, input: SimpleNamespace, **more: Any) -> VersionModel:
    version: VersionModel = action(
        viewer=act.viewer, code=input.code, number=_number(input), reason=input.reason, now=act.now, **more
    )
    return version


class CatalogueMutation(graphene.ObjectType):
    """What officers may do to the catalogue."""

    start_service_draft = StartServiceDraft.field()
    create_service_draft = CreateServiceDraft.field()
    revise_service_draft = ReviseServiceDraft.field()
    discard_service_draft = DiscardServiceDraft.field()
    submit_service_version = SubmitServiceVersion.field()
    send_back_service_version = SendBackServiceVersion.field()
    approve_service_version = ApproveServiceVersion.field()
    propose_service_withdrawal = ProposeServiceWithdrawal.field()
    propose_service_roll_back = ProposeServiceRollBack.field()
    post_service_alert = PostServiceAlert.field()
    clear_service_alert = ClearServiceAlert.field()
    confirm_service_facts = ConfirmServiceFacts.field()
