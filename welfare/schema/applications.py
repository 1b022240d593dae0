"""Applications in the API: mine, or those of whom I act for."""

from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from services.models.snapshot import current as catalogue
from services.schema.agency import Agency
from services.schema.service import Service
from superapp.accounts.viewer import Viewer
from superapp.api import ids
from superapp.api.acting import on_behalf_of, viewer_here
from superapp.api.connections import ConnectionField, Listing, connection_of
from superapp.api.fields import Field, ListField, optional, required
from superapp.api.keyset import Column, by
from superapp.api.scalars import Date, DateTime
from superapp.files.models import Upload
from welfare.actions import application_answers, application_notices
from welfare.actions.application_form import NotOpenForApplications, form_of
from welfare.actions.application_outlook import outlook
from welfare.actions.application_steps import WITH
from welfare.models import Application as ApplicationRow
from welfare.models import EvidenceFile, book

from .application_enums import ApplicationState, ApplicationTask
from .application_form import ApplicationForm, Filled
from .application_parts import Appeal, ApplicationEvent, ApplicationEvidence, ApplicationOutcome, InformationRequest
from .decisions import Decision
from .programmes import Programme

NEWEST = by("welfare.applications.newest", Column("id", int, is_descending=True))
ALL_OF_IT = (*WITH, "appeal", "decision__rules__programme", "decision__vocabulary")
MOST_EVENTS, MOST_QUESTIONS = 100, 20


class Application(graphene.ObjectType):
    """A case: somebody applies for a benefit of a programme, or for a service of the catalogue."""

    class Meta:
        interfaces = (ids.Node,)

    id = ids.IdField("app", "public_id")
    number = Field(graphene.String, description="The reference, as `WA-2569-000123`; null before it is sent.")
    state = Field(ApplicationState, required=True, description="Where it stands.")
    state_text = Field(graphene.String, required=True, description="The same in Thai, as the desk says it.")
    revision = Field(graphene.Int, required=True, description="Rises with every change; give it back when filling in.")
    title = Field(graphene.String, required=True, description="What is applied for.")
    matter = Field(graphene.String, required=True, description="The code of the programme or service.")
    programme = Field(Programme, cost=0, description="The programme in force; null for services, and when it is gone.")
    service = Field(Service, cost=0, description="The published service; null for programmes, and when it is gone.")
    agency = Field(Agency, cost=0, description="Who decides; null when the agency is gone from the catalogue.")
    opened_at = Field(DateTime, required=True, description="When it was begun.")
    submitted_at = Field(DateTime, description="When it was sent; null before.")
    due_on = Field(Date, description="The promised day; null before it is sent.")
    is_overdue = Field(graphene.Boolean, required=True, description="Whether the promised day has passed undecided.")
    task = Field(ApplicationTask, required=True, description="What to do now.")
    task_text = Field(graphene.String, required=True, description="The same in a sentence, with its day.")
    task_on = Field(Date, description="The day the task is about; null for none.")
    form = Field(ApplicationForm, cost=30, description="The form; null when its rules are no longer in force.")
    timeline = ListField(ApplicationEvent, most=MOST_EVENTS, cost=2, description="What happened, oldest first.")
    evidence = ListField(ApplicationEvidence, most=10, cost=2, description="Attached files.")
    information_requests = ListField(
        InformationRequest, most=MOST_QUESTIONS, cost=1, description="Officers' questions, oldest first."
    )
    outcome = Field(ApplicationOutcome, cost=0, description="How it was decided; null before.")
    decision = Field(Decision, cost=0, description="What the rules said when it was sent; else null.")
    appeal = Field(Appeal, cost=0, description="The appeal; null for none.")

    def resolve_state_text(self: ApplicationRow, _info: Any) -> str:
        return str(self.get_state_display())

    def resolve_title(self: ApplicationRow, info: Any) -> str:
        th, en = application_notices.titles(self)
        return en if info.context.language == "en" else th

    def resolve_programme(self: ApplicationRow, _info: Any) -> Any:
        return book.current().entries.get(self.matter) if self.programme_id is not None else None

    def resolve_service(self: ApplicationRow, info: Any) -> Any:
        if self.service_id is None:
            return None
        return catalogue(info.context.language).service_by_code.get(self.matter)

    def resolve_agency(self: ApplicationRow, info: Any) -> Any:
        return catalogue(info.context.language).agency_by_code.get(self.agency.code)

    def resolve_is_overdue(self: ApplicationRow, info: Any) -> bool:
        is_open = self.state in ("submitted", "under_review", "needs_info")
        return is_open and self.due_on is not None and self.due_on < timezone.localdate(info.context.now)

    def resolve_task(self: ApplicationRow, info: Any) -> str:
        return outlook(self, now=info.context.now).task

    def resolve_task_text(self: ApplicationRow, info: Any) -> str:
        return outlook(self, now=info.context.now).sentence(info.context.language)

    def resolve_task_on(self: ApplicationRow, info: Any) -> Any:
        return outlook(self, now=info.context.now).day

    def resolve_form(self: ApplicationRow, info: Any) -> Filled | None:
        return _filled(self, info)

    def resolve_timeline(self: ApplicationRow, _info: Any) -> list[Any]:
        return list(self.events.order_by("pk")[:MOST_EVENTS])

    def resolve_evidence(self: ApplicationRow, _info: Any) -> list[EvidenceFile]:
        return _evidence(self)

    def resolve_information_requests(self: ApplicationRow, _info: Any) -> list[Any]:
        asked = sorted(self.information_requests.all(), key=lambda one: one.pk)[:MOST_QUESTIONS]
        for one in asked:
            one.application = self
        return asked

    def resolve_outcome(self: ApplicationRow, _info: Any) -> ApplicationRow | None:
        return self if self.decided_at is not None else None

    def resolve_decision(self: ApplicationRow, _info: Any) -> Any:
        if self.decision is not None:
            self.decision.citizen = self.citizen
        return self.decision

    def resolve_appeal(self: ApplicationRow, _info: Any) -> Any:
        filed = getattr(self, "appeal", None)
        if filed is not None:
            filed.application = self
        return filed


ApplicationConnection = connection_of(Application, "Application")


def shown(row: ApplicationRow, viewer: Viewer) -> ApplicationRow:
    """Return the row as this viewer is shown it: files get links for them alone."""
    row.shown_to = viewer  # type: ignore[attr-defined]
    return row


def mine(viewer: Viewer) -> Any:
    """Return the applications of whom the viewer stands here for, with what a list shows of each."""
    rows = ApplicationRow.objects.of_person(viewer).select_related(*ALL_OF_IT)
    return rows.prefetch_related("information_requests")


def application_of(viewer: Viewer, key: str | None) -> ApplicationRow | None:
    """Return one application of whom the viewer stands here for, by its public id; None when there is none."""
    try:
        row = None if key is None else mine(viewer).filter(public_id=UUID(key)).first()
    except ValueError:
        return None
    return None if row is None else shown(row, viewer)


def again(row: ApplicationRow, viewer: Viewer) -> ApplicationRow:
    """Return a row that was just changed, read anew with all that is shown of it."""
    return shown(ApplicationRow.objects.select_related(*ALL_OF_IT).get(pk=row.pk), viewer)


def _filled(row: ApplicationRow, info: Any) -> Filled | None:
    rules = book.current()
    files = list(EvidenceFile.objects.standing().filter(application=row))
    proved: dict[str, list[str]] = {}
    for file in files:
        for fact in file.facts:
            proved.setdefault(fact, []).append(str(file.public_id))
    try:
        today = timezone.localdate(info.context.now)
        form = form_of(row, application_answers.read(row), book=rules, proved=proved, as_of=today)
    except NotOpenForApplications:
        return None
    attached = frozenset(file.document for file in files if file.document is not None)
    return Filled(row, form, rules, rules.entries.get(row.matter), attached)


def _evidence(row: ApplicationRow) -> list[EvidenceFile]:
    files = list(EvidenceFile.objects.standing().filter(application=row).order_by("pk"))
    uploads = Upload.objects.select_related("citizen__account", "owner")
    held = {one.public_id: one for one in uploads.filter(public_id__in=[file.upload for file in files])}
    for file in files:
        upload = held.get(file.upload)
        if upload is not None:
            upload.shown_to = row.shown_to  # type: ignore[attr-defined]
        file.held = upload  # type: ignore[attr-defined]
    return files


class ApplicationQuery(graphene.ObjectType):
    """What can be asked about applications."""

    application = Field(
        Application,
        id=required(graphene.ID, description="The application."),
        on_behalf_of=on_behalf_of(),
        public=False,
        description="One application of yours or of whom you act for; null when there is none by that id.",
    )
    my_applications = ConnectionField(
        ApplicationConnection,
        state=optional(ApplicationState, description="Only those that stand there; all without it."),
        on_behalf_of=on_behalf_of(),
        public=False,
        description="Your applications or those of whom you act for, newest first.",
    )

    def resolve_application(self, info: Any, id: str, on_behalf_of: str | None = None) -> ApplicationRow | None:
        viewer = viewer_here(info, on_behalf_of)
        return None if viewer is None else application_of(viewer, ids.key_of("app", id))

    def resolve_my_applications(self, info: Any, state: Any = None, on_behalf_of: str | None = None) -> Listing:
        viewer = viewer_here(info, on_behalf_of)
        if viewer is None:
            return Listing(ApplicationRow.objects.none(), NEWEST)
        rows = mine(viewer)
        wanted = getattr(state, "value", state)
        if wanted is not None:
            rows = rows.filter(state=wanted)
        return Listing(rows, NEWEST, node=lambda row: shown(row, viewer))


@ids.finds("app", ApplicationRow)
def find_application(context: Any, key: str) -> ApplicationRow | None:
    """Return one of the viewer's own applications, or None. Officers read cases at the desk, where it is noted."""
    return application_of(context.viewer, key)
