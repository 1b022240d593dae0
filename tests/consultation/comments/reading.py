"""Running documents about comments in process, as a viewer, and counting the SQL: what a page costs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import graphene
from django.db import connection
from django.test.utils import CaptureQueriesContext
from graphql.execution.values import get_variable_values

from consultation.models import Hearing as HearingRow
from consultation.schema.comments import Comment
from consultation.schema.hearing_comments import HearingComments
from consultation.schema.listening import HearingListening
from superapp.accounts.viewer import ANONYMOUS, Viewer
from superapp.api.context import RequestContext
from superapp.api.contract import Contract
from superapp.api.documents import Documents
from superapp.api.execution import DeferredExecution, execute
from superapp.api.fields import Field, required
from superapp.api.ids import IdField, NodeQuery
from tests.factories.services import NOW

PAGE = """
query Page($code: String!, $order: CommentOrder, $section: ID, $first: Int, $after: String) {
  hearing(code: $code) {
    tally { shown received participants }
    stances { support oppose total }
    comments(order: $order, sectionId: $section, first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      edges { cursor node { ...Shown firstReplies { ...Shown } } }
    }
  }
}
fragment Shown on Comment {
  id state text author { name isVerified } isMine sectionId agreeCount disagreeCount score myVote replyCount
  descendantCount revision createdAt editedAt mayReply mayVote mayEdit mayRemove
}
"""


class Hearing(HearingComments, HearingListening, graphene.ObjectType):
    """A hearing with nothing but its comments and what is made of them."""

    id = IdField("hrg", "public_id")


class ReadingQuery(NodeQuery, graphene.ObjectType):
    """A hearing by its code."""

    hearing = Field(
        Hearing, code=required(graphene.String, description="Its code."), public=False, description="A hearing."
    )

    def resolve_hearing(self: Any, info: Any, code: str) -> HearingRow | None:
        return HearingRow.objects.visible_to(info.context.viewer).filter(code=code).first()


DOCUMENTS = Documents(Contract(query=ReadingQuery, types=[Comment]), profile="open")


@dataclass(frozen=True, slots=True)
class Read:
    """What came back, the codes of what went wrong, and the statements it took."""

    data: Any
    errors: list[str]
    statements: list[str]


def read(text: str, viewer: Viewer = ANONYMOUS, now: datetime = NOW, **variables: Any) -> Read:
    """Run a document and return what came back with the statements it took."""
    known = DOCUMENTS.read(text)
    context = RequestContext(
        language="th", now=now, deadline=float("inf"), request_id="test", find_viewer=lambda: viewer
    )
    schema, operation = DOCUMENTS.contract.graphql_schema, known.operations[0].node
    given = get_variable_values(schema, operation.variable_definitions or (), variables)
    assert isinstance(given, dict), given
    with CaptureQueriesContext(
        connection,
    ) as captured:
        result = execute(
            schema,
            operation,
            known.fragments,
            given,
            context,
            DeferredExecution,
        )
    errors = [f"{error.message}: {error.original_error!r}" for error in result.errors or ()]
    return Read(result.data, errors, [query["sql"] for query in captured.captured_queries])
