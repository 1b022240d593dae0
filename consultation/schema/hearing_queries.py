"""What anybody may ask about hearings: the list, one page, the overdue board, the evaluation calendar."""

from datetime import date
from typing import Any
from uuid import UUID

import graphene

from consultation.actions import dossiers, overdue
from consultation.actions.subjects import subjects
from consultation.models import DossierDocument as DocumentRow
from superapp.api import ids
from superapp.api.acting import on_behalf_of, viewer_here
from superapp.api.connections import ConnectionField, Listing
from superapp.api.errors import BadInput
from superapp.api.fields import Field, ListField, optional, required
from superapp.api.scalars import Date
from superapp.refusal import NotFound

from .answers import MyAnswer, answers_of
from .evaluations import BY_DUE, EvaluationConnection, evaluations
from .follows import FollowConnection, my_follows
from .hearing_enums import EvaluationState, HearingKind, HearingOrder, HearingState
from .hearings import CLOSING, NEWEST, Hearing, HearingConnection, filtered, public_hearings
from .overdue import OverdueBoard
from .subjects import Subject, SubjectRow

FRESH_S = 30
LONGEST_TEXT = 100
COST = 20


class HearingQuery(graphene.ObjectType):
    """Hearings, and what is late."""

    hearing = Field(
        Hearing,
        code=required(graphene.String, description="The hearing's code."),
        public=True,
        fresh_s=FRESH_S,
        description="One announced hearing; null when there is none of that code.",
    )
    hearings = ConnectionField(
        HearingConnection,
        states=optional(graphene.List(graphene.NonNull(HearingState)), description="Only those that stand here."),
        kinds=optional(graphene.List(graphene.NonNull(HearingKind)), description="Only these kinds."),
        agency_code=optional(graphene.String, description="Only those this agency leads or joins."),
        subject=optional(graphene.String, description="Only those whose law has this subject."),
        text=optional(graphene.String, description="Words in the title, at most 100 characters."),
        is_open=optional(graphene.Boolean, description="Only those one can take part in now, or only the others."),
        order=optional(HearingOrder, description="In which order; NEWEST when left out."),
        cost=COST,
        public=True,
        fresh_s=FRESH_S,
        description="The announced hearings.",
    )
    hearing_subjects = ListField(
        Subject,
        most=40,
        public=True,
        fresh_s=300,
        description="What one can follow, in the order to show it.",
    )
    dossier_file_url = Field(
        graphene.String,
        document_id=required(graphene.ID, description="A document of a dossier."),
        cost=5,
        public=False,
        description="Where to fetch a document's file within ten minutes; null when there is none for you.",
    )
    my_follows = ConnectionField(
        FollowConnection,
        public=False,
        description="What you follow, the latest first; nothing for officers.",
    )
    my_answers = ListField(
        MyAnswer,
        hearing_id=required(graphene.ID, description="The hearing."),
        on_behalf_of=on_behalf_of(),
        most=40,
        nullable=True,
        public=False,
        description="What you answered to its questions; null when you have not joined it.",
    )
    overdue_board = Field(
        OverdueBoard,
        required=True,
        agency_code=optional(graphene.String, description="Only what this agency owes."),
        cost=COST,
        public=True,
        fresh_s=300,
        description="Closed hearings without results past their day, and laws past their evaluation.",
    )
    evaluation_calendar = ConnectionField(
        EvaluationConnection,
        states=optional(graphene.List(graphene.NonNull(EvaluationState)), description="Only those that stand here."),
        agency_code=optional(graphene.String, description="Only laws of this agency."),
        due_before=optional(Date, description="Only those due before this day."),
        cost=COST,
        public=True,
        fresh_s=300,
        description="Evaluations of laws in force, the first to fall due first.",
    )

    def resolve_hearing(self, _info: Any, code: str) -> Any:
        return public_hearings().filter(code=code).first()

    def resolve_hearings(self, info: Any, order: Any = None, text: str | None = None, **filters: Any) -> Listing:
        if text is not None and len(text) > LONGEST_TEXT:
            raise BadInput(f"คำค้นไม่เกิน {LONGEST_TEXT} ตัวอักษร", f"At most {LONGEST_TEXT} characters.")
        names = ("states", "kinds", "agency_code", "subject", "is_open")
        given = {name: filters.get(name) for name in names}
        rows = filtered(public_hearings(), info.context.now, text=text, **given)
        return Listing(rows, CLOSING if getattr(order, "value", order) == "closing" else NEWEST)

    def resolve_hearing_subjects(self, _info: Any) -> list[SubjectRow]:
        return [SubjectRow(code, names) for code, names in subjects().items()][:40]

    def resolve_dossier_file_url(self, info: Any, document_id: str) -> str | None:
        try:
            public_id = UUID(ids.key_of("dos", document_id) or "")
            document = DocumentRow.objects.get(public_id=public_id)
            return dossiers.file_url(viewer=info.context.viewer, document=document, now=info.context.now)
        except (ValueError, DocumentRow.DoesNotExist, NotFound):
            return None

    def resolve_my_follows(self, info: Any) -> Listing:
        return my_follows(info)

    def resolve_my_answers(self, info: Any, hearing_id: str, on_behalf_of: str | None = None) -> Any:
        viewer = viewer_here(info, on_behalf_of)
        return None if viewer is None else answers_of(viewer, hearing_id)

    def resolve_overdue_board(self, info: Any, agency_code: str | None = None) -> dict[str, Any]:
        as_of = info.context.now.date()
        return {"as_of": as_of, "agency_code": agency_code, "agencies": overdue.by_agency(as_of, agency_code)}

    def resolve_evaluation_calendar(
        self, _info: Any, states: Any = None, agency_code: str | None = None, due_before: date | None = None
    ) -> Listing:
        rows = evaluations(agency_code)
        if states is not None:
            rows = rows.filter(state__in=[getattr(one, "value", one) for one in states])
        return Listing(rows if due_before is None else rows.filter(due_on__lt=due_before), BY_DUE)
