"""Outcome: what the execution left behind, as the data and errors of an answer.

Clients see a code and a sentence. What went wrong inside us is written to the journal under the request's id, without
messages, since those may quote what a person sent.
"""

from typing import Any

import structlog
from django.db import InterfaceError, OperationalError
from graphql import ExecutionResult, GraphQLError

from superapp.refusal import Refusal

from .context import RequestContext
from .errors import KINDS, BadInput, RequestRefused, TimedOut

_journal = structlog.get_logger("graphql")


def answer_of(result: ExecutionResult, context: RequestContext) -> dict[str, Any]:
    """Return the answer: `data`, and `errors` when there are any.

    :raises RequestRefused: TRY_LATER when the database was away, so that clients and proxies know to come again.
    """
    if not result.errors:
        return {"data": result.data}
    return {"errors": [_formatted(error, context) for error in result.errors], "data": result.data}


def _formatted(error: GraphQLError, context: RequestContext) -> dict[str, Any]:
    code, message, more = _told(error, context)
    formatted: dict[str, Any] = {"message": message}
    if error.locations:
        formatted["locations"] = [place.formatted for place in error.locations]
    if error.path:
        formatted["path"] = error.path
    formatted["extensions"] = {"code": code, **more}
    return formatted


def _told(error: GraphQLError, context: RequestContext) -> tuple[str, str, dict[str, Any]]:
    language = context.language
    cause = error.original_error or error
    if isinstance(error, BadInput):
        return "BAD_USER_INPUT", error.sentence(language), {}
    if isinstance(cause, BadInput):
        return "BAD_USER_INPUT", cause.sentence(language), {}
    if isinstance(cause, Refusal):
        return "BAD_USER_INPUT", cause.message(language), {"problem": cause.code}
    if isinstance(cause, TimedOut):
        return "TIMEOUT", KINDS["TIMEOUT"].sentence(language), {}
    if (error.extensions or {}).get("code") == "BAD_USER_INPUT":
        return "BAD_USER_INPUT", f"{KINDS['BAD_USER_INPUT'].sentence(language)}: {error.message}", {}
    if isinstance(cause, OperationalError | InterfaceError):
        _journal.error("database is away", request_id=context.request_id, exc_info=cause)
        raise RequestRefused("TRY_LATER", headers={"Retry-After": "5"})
    return "INTERNAL_SERVER_ERROR", incident(cause, context.request_id, language), {"incident": context.request_id}


def incident(cause: BaseException, request_id: str, language: str) -> str:
    """Write a surprise to the journal and return the fixed sentence for it."""
    _journal.error("surprise", incident=request_id, exc_info=cause)
    return KINDS["INTERNAL_SERVER_ERROR"].sentence(language)
