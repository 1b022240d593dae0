"""Enums of hearings: the codes of the models, with what they mean in English; labels in Thai are the models' own."""

from typing import Any

import graphene


def _enum(name: str, meaning: str, words: dict[str, str]) -> Any:
    return graphene.Enum(
        name,
        [(code.upper(), code) for code in words],
        description=lambda value: meaning if value is None else f"{words[value.value]}.",
    )


KIND_WORDS = {
    "principles": "Principles",
    "bill": "A draft act",
    "subordinate": "A draft subordinate rule",
    "evaluation": "Evaluation of a law in force",
}
STATE_WORDS = {
    "draft": "Being prepared",
    "ready": "Waiting to be announced",
    "announced": "Announced, not open yet",
    "open": "Open",
    "closed": "Closed",
    "analysing": "Closed, results being written",
    "reported": "Results published",
    "cancelled": "Cancelled",
}
DOCUMENT_WORDS = {
    "problem": "The problem and its causes",
    "need": "The need for a law",
    "principles": "Principles and substance",
    "draft_text": "The text or its outline",
    "affected": "Who is affected, and how",
    "impact": "The impact analysis",
    "points": "The points to ask",
    "plain": "A plain-language summary",
    "permits": "Reasons for permits",
    "committees": "Reasons for committees",
    "discretion": "Rules for discretion",
    "penalties": "Reasons for criminal penalties",
    "evaluation_data": "Data for the evaluation",
}
EVENT_WORDS = {
    "announced": "Announced",
    "opened": "Opened",
    "extended": "Given more days",
    "closing_soon": "Closing within three days",
    "closed": "Closed",
    "document": "A document was replaced",
    "version": "A new version of the draft",
    "cancelled": "Cancelled",
    "reported": "Results published",
}
EVALUATION_WORDS = {
    "scheduled": "Due, no hearing announced yet",
    "announced": "Its hearing is announced or open",
    "heard": "Heard, no report yet",
    "reported": "Report published",
    "exempt": "Exempt",
}

HearingKind = _enum("HearingKind", "What is heard.", KIND_WORDS)
HearingState = _enum("HearingState", "Where a hearing stands; `isOpen` says whether one can take part.", STATE_WORDS)
HearingOrder = _enum(
    "HearingOrder",
    "An order of hearings.",
    {"closing": "The first to close first", "newest": "The last to open first"},
)
HearingModeration = _enum(
    "HearingModeration", "When comments are looked at.", {"after": "After they are shown", "before": "Before"}
)
HearingFunction = _enum(
    "HearingFunction",
    "What people do in a hearing.",
    {
        "stances": "Taking a stance",
        "comments": "Commenting and replying",
        "votes": "Voting on comments",
        "statements": "Agreeing or disagreeing with statements",
        "questions": "Answering questions",
    },
)
DossierKind = _enum("DossierKind", "What a document of a dossier is about.", DOCUMENT_WORDS)
PolicyRank = _enum(
    "PolicyRank",
    "On what kind of text a period rests.",
    {
        "law": "An act",
        "resolution": "A resolution of the Cabinet",
        "guideline": "A guideline",
        "house": "A rule of this system",
    },
)
JustificationReason = _enum(
    "JustificationReason",
    "Why a hearing is shorter than the policy.",
    {
        "urgent": "Urgent necessity",
        "lapse": "The act it rests on may lapse",
        "emergency": "An emergency or disaster",
        "other": "Another reason",
    },
)
WaiverGround = _enum(
    "WaiverGround",
    "Why a required document is not there.",
    {"not_in_draft": "The draft has no such matter", "other": "Another reason"},
)
QuestionForm = _enum(
    "QuestionForm",
    "How a question is answered.",
    {
        "open": "With a text",
        "one": "With one option",
        "many": "With any number of options",
        "scale": "With a point from 1 to `scalePoints`",
        "rank": "With all options, best first",
    },
)
HearingEventKind = _enum("HearingEventKind", "A public step of a hearing.", EVENT_WORDS)
EvaluationState = _enum("EvaluationState", "How far an evaluation has come.", EVALUATION_WORDS)
EvaluationGround = _enum(
    "EvaluationGround",
    "Why a law is evaluated.",
    {
        "five_years": "Five years have passed, or will have",
        "request": "A reasoned request",
        "commission": "Advice of the Law Development Commission",
        "regulation": "A ministerial regulation",
    },
)
