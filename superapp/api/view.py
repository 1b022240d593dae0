"""The endpoint: a document and variables come in over HTTP, data and errors go out.

No GraphQLView: documents are read once and remembered, whole public answers are kept as bytes, and each case of the
table in docs/api.md has its status. Everything is synchronous.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from graphql.execution.values import get_variable_values

from superapp.accounts import tokens
from superapp.accounts.viewer import ANONYMOUS

from . import limits
from .allowance import Allowance, allowance, names_of
from .context import RequestContext, context_of
from .contract import Contract
from .deadlines import kept_by_database
from .documents import KnownDocument, Operation
from .errors import RequestRefused
from .execution import execute
from .language import language_of
from .limits import too_complex
from .manifest import Listed
from .negotiation import (
    GRAPHQL,
    JSON,
    METHODS,
    body_of,
    check_origin,
    holds_nul,
    media_type_of,
    query_of,
    require_json,
)
from .outcome import answer_of, incident
from .persisted import Library, wanted_by
from .response_cache import ResponseCache, key_of

STALE_WHILE_REVALIDATE_S = 600
READING_COST = 50


@dataclass(slots=True)
class Exchange:
    """One request on its way through the endpoint."""

    request: HttpRequest
    media_type: str
    names_media_type: bool
    context: RequestContext
    told: dict[str, Any]


class Endpoint:
    """The view at /graphql. `profile` and `listed` are the settings' and the manifest's unless given."""

    # Django's middleware leaves it alone: it checks by itself, and answers in GraphQL.
    csrf_exempt = True

    def __init__(
        self,
        contract: Contract,
        *,
        profile: str | None = None,
        listed: list[Listed] | None = None,
        response_cache: bool | None = None,
        allowed: Allowance | None = None,
    ) -> None:
        self.contract = contract
        self.profile = profile or settings.GRAPHQL_PROFILE
        self.library = Library(contract, profile=self.profile, listed=listed)
        keeps = settings.GRAPHQL_RESPONSE_CACHE if response_cache is None else response_cache
        self.answers = ResponseCache() if keeps else None
        self.allowance = allowed or allowance()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request; never raises."""
        accept = request.META.get("HTTP_ACCEPT", "")
        media_type, names_media_type = media_type_of(accept)
        context = context_of(
            request,
            language=language_of(request.META.get("HTTP_ACCEPT_LANGUAGE")),
            time_s=limits.current().time_s,
        )
        told = getattr(request, "told", {})
        exchange = Exchange(request, media_type or JSON, names_media_type, context, told)
        try:
            if media_type is None:
                raise RequestRefused("NOT_ACCEPTABLE")
            response = self._answer(exchange)
        except RequestRefused as refused:
            response = _refusal(refused, exchange)
        except (OperationalError, InterfaceError) as error:
            incident(error, context.request_id, context.language)
            response = _refusal(RequestRefused("TRY_LATER", headers={"Retry-After": "5"}), exchange)
        except Exception as error:
            incident(error, context.request_id, context.language)
            surprise = RequestRefused("INTERNAL_SERVER_ERROR", extensions={"incident": context.request_id}, status=500)
            response = _refusal(surprise, exchange)
        response.headers["Content-Language"] = context.language
        response.headers["Vary"] = "Accept, Accept-Language"
        response.headers.setdefault("Cache-Control", "no-store")
        if context.found_viewer is not None:
            told["viewer"] = context.found_viewer.pseudonym
        return response

    def _answer(self, exchange: Exchange) -> HttpResponse:
        request = exchange.request
        if request.method not in ("GET", "POST"):
            raise RequestRefused("METHOD_NOT_ALLOWED", headers={"Allow": METHODS})
        if tokens.is_sent_with(request):
            # Looked at even where nobody's name is needed: a bad token is told at once, never taken for nobody.
            exchange.context.viewer  # noqa: B018
        if request.method == "POST":
            require_json(request)
            check_origin(request)
            parameters = body_of(request, limits.current().body_bytes)
        else:
            parameters = query_of(request)
        wanted = wanted_by(parameters)
        if request.method == "GET" and wanted.text is not None and not exchange.names_media_type:
            # `*/*` is what a link or a form sends: a text is not run for those.
            raise _not_by_link()
        if not self.library.is_known(wanted):
            # Reading a new text costs us time, however small what it asks for; nobody may do it without end.
            self.allowance.spend(READING_COST, *names_of(request, ANONYMOUS))
        document = self.library.find(wanted)
        operation = document.operation(parameters.get("operationName"))
        exchange.told["document"] = document.id[:16]
        exchange.told["operation"] = operation.name or "-"
        if operation.is_mutation and request.method == "GET":
            raise RequestRefused("METHOD_NOT_ALLOWED", "Mutations are sent by POST.", headers={"Allow": "POST"})
        given = parameters.get("variables") or {}
        if operation.sharing is not None and self.answers is not None:
            return self._shared(exchange, document, operation, given, by_hash=wanted.text is None)
        body, _ = self._run(exchange, document, operation, given)
        return _response(body, exchange)

    def _shared(
        self,
        exchange: Exchange,
        document: KnownDocument,
        operation: Operation,
        given: Mapping[str, Any],
        *,
        by_hash: bool,
    ) -> HttpResponse:
        """Answer a public query from what is kept, or keep what it answers."""
        assert self.answers is not None
        assert operation.sharing is not None
        fresh_s = operation.sharing.fresh_s
        version = self.contract.public_version()
        # Asking for the version may have built the public data anew, which is no part of this request's own work.
        exchange.context.restart_clock(limits.current().time_s)
        key = key_of(
            self.contract.digest,
            exchange.context.language,
            document.id,
            operation.name,
            operation.variable_names,
            given,
        )
        kept, how = self.answers.answer(
            key,
            version,
            fresh_s,
            lambda: self._run(exchange, document, operation, given),
            wait_s=max(0.0, exchange.context.left_s),
        )
        exchange.told["cache"] = how
        request = exchange.request
        is_personal = settings.SESSION_COOKIE_NAME in request.COOKIES or tokens.is_sent_with(request)
        if request.method != "GET" or not by_hash or is_personal:
            return _response(kept.body, exchange)
        if not kept.fresh_until:
            return _response(kept.body, exchange)
        if _matches(request.META.get("HTTP_IF_NONE_MATCH", ""), kept.etag):
            response = HttpResponse(status=304)
            del response.headers["Content-Type"]
        else:
            response = _response(kept.body, exchange)
        response.headers["ETag"] = kept.etag
        response.headers["Cache-Control"] = (
            f"public, max-age={fresh_s}, stale-while-revalidate={STALE_WHILE_REVALIDATE_S}"
        )
        return response

    def _run(
        self, exchange: Exchange, document: KnownDocument, operation: Operation, given: Mapping[str, Any]
    ) -> tuple[bytes, bool]:
        """Execute; return the answer's bytes, and whether it is without errors."""
        context = exchange.context
        variables = self._variables(operation, given)
        cost = operation.cost(variables)
        exchange.told["cost"] = cost
        allowed = limits.current()
        if cost > allowed.cost and (context.viewer.is_anonymous or cost > allowed.cost_signed_in):
            most = allowed.cost if context.viewer.is_anonymous else allowed.cost_signed_in
            raise too_complex("cost", most, cost)
        self.allowance.spend(max(1, cost), *names_of(exchange.request, context.viewer))
        with kept_by_database(context):
            result = execute(self.contract.graphql_schema, operation.node, document.fragments, variables, context)
        exchange.told["rows"] = context.rows
        answer = answer_of(result, context)
        return orjson.dumps(answer), "errors" not in answer

    def _variables(self, operation: Operation, given: Mapping[str, Any]) -> dict[str, Any]:
        if not operation.variable_names:
            return {}
        declared = {name: given[name] for name in operation.variable_names if name in given}
        if holds_nul(declared):
            raise RequestRefused("BAD_USER_INPUT", "A text holds a NUL character.")
        coerced = get_variable_values(
            self.contract.graphql_schema,
            operation.node.variable_definitions or (),
            declared,
            max_errors=limits.current().variable_errors,
            hide_suggestions=self.profile != "open",
        )
        if isinstance(coerced, list):
            raise RequestRefused("BAD_USER_INPUT", *coerced)
        return coerced


def _not_by_link() -> RequestRefused:
    return RequestRefused(
        "DOCUMENT_NOT_TRUSTED", "A GET with a text is run only when Accept names application/json or our own type."
    )


def _response(body: bytes, exchange: Exchange, status: int = 200) -> HttpResponse:
    return HttpResponse(body, status=status, content_type=f"{exchange.media_type}; charset=utf-8")


def _refusal(refused: RequestRefused, exchange: Exchange) -> HttpResponse:
    kind = refused.kind
    status = refused.status or (kind.status if exchange.media_type == GRAPHQL else kind.json_status)
    exchange.told["code"] = kind.code
    body = orjson.dumps({"errors": refused.formatted(exchange.context.language)})
    response = _response(body, exchange, status)
    for name, value in refused.headers.items():
        response.headers[name] = value
    return response


def _matches(if_none_match: str, etag: str) -> bool:
    return if_none_match.strip() == "*" or etag in [one.strip().removeprefix("W/") for one in if_none_match.split(",")]
