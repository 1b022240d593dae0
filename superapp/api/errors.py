"""Errors of the API: what went wrong with a whole request or with one field, as a stable code and a sentence.

What a person can cause and understand is never an error here: it is null, or a problem in a mutation's payload
(problems.py). The codes are part of the contract; clients and the outside checks decide by them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """What a code means: its sentence in Thai and English, and the status of an answer that holds nothing else.

    `status` answers under application/graphql-response+json, `json_status` under application/json.
    """

    code: str
    th: str
    en: str
    status: int = 400
    json_status: int = 200

    def sentence(self, language: str) -> str:
        """Return the sentence: English for "en", Thai for anything else."""
        return self.en if language == "en" else self.th


def _kind(code: str, th: str, en: str, status: int = 400, json_status: int | None = None) -> ErrorKind:
    return ErrorKind(code, th, en, status, status if json_status is None else json_status)


KINDS: Mapping[str, ErrorKind] = {
    kind.code: kind
    for kind in (
        _kind("BAD_REQUEST", "คำขอไม่ถูกรูปแบบ", "The request is malformed"),
        ErrorKind("GRAPHQL_PARSE_FAILED", "อ่านเอกสาร GraphQL ไม่ได้", "The document cannot be read"),
        ErrorKind("GRAPHQL_VALIDATION_FAILED", "เอกสารไม่ตรงกับสัญญาของ API", "The document does not fit the schema"),
        ErrorKind("OPERATION_RESOLUTION_FAILURE", "ไม่พบคำสั่งที่ให้ทำ", "It is not clear which operation to run"),
        ErrorKind("BAD_USER_INPUT", "ค่าที่ส่งมาไม่ถูกต้อง", "A value is not acceptable"),
        # Clients look for this exact message, whatever the language.
        ErrorKind("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound", "PersistedQueryNotFound", 200),
        ErrorKind("PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported", "PersistedQueryNotSupported", 200),
        ErrorKind(
            "DOCUMENT_NOT_TRUSTED",
            "ระบบนี้รับเฉพาะเอกสารที่ลงทะเบียนไว้",
            "Only registered documents are accepted here",
        ),
        ErrorKind("TOO_COMPLEX", "คำขอใหญ่หรือซับซ้อนเกินไป", "The request is too large or too complex"),
        _kind("UNSUPPORTED_MEDIA_TYPE", "เนื้อหาต้องเป็น application/json", "The body must be application/json", 415),
        _kind(
            "NOT_ACCEPTABLE",
            "คำตอบมีเฉพาะ application/json และ application/graphql-response+json",
            "Answers are application/json or application/graphql-response+json",
            406,
        ),
        _kind("METHOD_NOT_ALLOWED", "ใช้วิธีนี้กับคำขอนี้ไม่ได้", "This method cannot be used for this request", 405),
        _kind("PAYLOAD_TOO_LARGE", "เนื้อหาใหญ่เกินไป", "The body is too large", 413),
        _kind("UNAUTHENTICATED", "โทเคนไม่ถูกต้องหรือหมดอายุ", "The token is not valid or has expired", 401),
        _kind("RATE_LIMITED", "ส่งคำขอมากเกินไป โปรดรอสักครู่", "Too many requests: please wait a little", 429),
        _kind("TRY_LATER", "ระบบไม่พร้อมชั่วคราว โปรดลองใหม่", "Temporarily not available: please try again", 503),
        ErrorKind("TIMEOUT", "ใช้เวลานานเกินกำหนด", "It took longer than allowed", 200),
        ErrorKind(
            "INTERNAL_SERVER_ERROR",
            "เกิดข้อผิดพลาดในระบบ โปรดแจ้งรหัสเหตุการณ์",
            "Something went wrong on our side: please quote the incident",
            200,
        ),
    )
}


class RequestRefused(Exception):
    """The whole request is refused: no data, one or more errors of one code.

    `details` are sentences in English for developers, one error each; none gives one error with the code's own
    sentence. `extensions` are added to each error, `headers` to the answer. `status` overrides the code's own.
    """

    def __init__(
        self,
        code: str,
        *details: str | GraphQLError,
        extensions: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(code)
        self.kind = KINDS[code]
        self.details = details
        self.extensions = dict(extensions or {})
        self.headers = dict(headers or {})
        self.status = status

    def formatted(self, language: str) -> list[dict[str, Any]]:
        """Return the errors as the answer shows them."""
        sentence = self.kind.sentence(language)
        extensions = {"code": self.kind.code, **self.extensions}
        if not self.details:
            return [{"message": sentence, "extensions": extensions}]
        return [self._one(detail, sentence, extensions) for detail in self.details]

    def _one(self, detail: str | GraphQLError, sentence: str, extensions: dict[str, Any]) -> dict[str, Any]:
        told = detail.message if isinstance(detail, GraphQLError) else detail
        error: dict[str, Any] = {"message": f"{sentence}: {told}", "extensions": extensions}
        if isinstance(detail, GraphQLError) and detail.locations:
            error["locations"] = [place.formatted for place in detail.locations]
        return error


class BadInput(GraphQLError):
    """A value in one field's arguments that no well-behaved client sends: a foreign cursor, a page of 101.

    The sentence is for a person in Thai and English; it must not repeat the value.
    """

    def __init__(self, th: str, en: str) -> None:
        super().__init__(en, extensions={"code": "BAD_USER_INPUT"})
        self.th = th
        self.en = en

    def sentence(self, language: str) -> str:
        """Return the sentence: English for "en", Thai for anything else."""
        return self.en if language == "en" else self.th


class TimedOut(Exception):
    """The request's time is used up."""
