"""Running a document of the toy contract without HTTP."""

import datetime as dt

from graphql import ExecutionContext, ExecutionResult

from superapp.accounts.viewer import ANONYMOUS
from superapp.api.context import RequestContext
from superapp.api.documents import Documents
from superapp.api.execution import DeferredExecution, execute


def new_context() -> RequestContext:
    return RequestContext(
        language="en",
        now=dt.datetime(2026, 11, 21, tzinfo=dt.UTC),
        deadline=float("inf"),
        request_id="test",
        find_viewer=lambda: ANONYMOUS,
    )


def run(
    documents: Documents, text: str, execution: type[ExecutionContext] = DeferredExecution, **variables: object
) -> ExecutionResult:
    known = documents.read(text)
    schema = documents.contract.graphql_schema
    return execute(schema, known.operations[0].node, known.fragments, variables, new_context(), execution)
