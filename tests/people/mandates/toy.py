"""A contract of our own with one thing to read and one to do in somebody's name, as later domains will have them."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import graphene

from superapp.accounts import acting
from superapp.accounts.viewer import Viewer
from superapp.api.acting import on_behalf_of, viewer_here
from superapp.api.context import RequestContext
from superapp.api.contract import Contract
from superapp.api.documents import Documents
from superapp.api.execution import DeferredExecution, execute
from superapp.api.fields import Field, optional
from superapp.api.mutations import Act, Mutation
from superapp.api.outcome import answer_of
from superapp.audit.recording import record
from superapp.refusal import every_refusal

READ = "query ($m: ID, $code: String) { letter(onBehalfOf: $m, code: $code) }"
DO = """mutation ($m: ID, $code: String) {
  sendLetter(input: {onBehalfOf: $m, code: $code}) { sender problems { code path } }
}"""


class Query(graphene.ObjectType):
    """Questions."""

    letter = Field(
        graphene.String,
        public=False,
        on_behalf_of=on_behalf_of(),
        code=optional(graphene.String, description="The matter."),
        description="Whose letters are shown; null when they are not the viewer's to see.",
    )

    def resolve_letter(self, info: Any, on_behalf_of: str | None = None, code: str | None = None) -> str | None:
        viewer = viewer_here(info, on_behalf_of)
        return viewer.person_id if viewer is not None and acting.may(viewer, "view", code) else None


class SendLetter(Mutation):
    """Send a letter."""

    concerns_person = True

    class Input:
        code = graphene.String(description="The matter.")

    sender = Field(graphene.String, description="In whose name; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        viewer = act.viewer
        acting.require(viewer, "apply", input.code)
        record(
            stream="platform",
            action="letter.send",
            object="letter:1",
            actor=viewer.actor,
            principal=viewer.principal,
            mandate=viewer.mandate_id,
            now=act.now,
        )
        return {"sender": viewer.person_id}


class Mutations(graphene.ObjectType):
    """Acts."""

    send_letter = SendLetter.field()


CONTRACT = Contract(query=Query, mutation=Mutations, refusals=list(every_refusal()))
_documents = Documents(CONTRACT, profile="closed")


def asked(text: str, viewer: Viewer, now: datetime, mandate: str | None, code: str | None) -> dict[str, Any]:
    """Return the answer to a document for a viewer at a moment: `data`, and `errors` when there are any."""
    context = RequestContext(
        language="en", now=now, deadline=float("inf"), request_id="test", find_viewer=lambda: viewer
    )
    known = _documents.read(text)
    operation = known.operations[0].node
    variables = {"m": mandate, "code": code}
    result = execute(CONTRACT.graphql_schema, operation, known.fragments, variables, context, DeferredExecution)
    return answer_of(result, context)
