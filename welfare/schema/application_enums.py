"""Enums of applications: where one stands, and what is to be done."""

import graphene

from welfare.models import ApplicationState as State

_STATES = {
    None: "Where an application stands.",
    State.DRAFT: "Being filled in; only the applicant sees it.",
    State.SUBMITTED: "Sent; the agency has it.",
    State.UNDER_REVIEW: "An officer looks at it.",
    State.NEEDS_INFORMATION: "An officer asked the applicant for something and waits.",
    State.APPROVED: "Granted.",
    State.REFUSED: "Refused, with the requirement that decided; it can be appealed.",
    State.WITHDRAWN: "Taken back by the applicant.",
    State.APPEALED: "Another officer looks at the refusal again.",
    State.DECIDED_ON_APPEAL: "The appeal was decided; `outcome` says how.",
}
ApplicationState = graphene.Enum(
    "ApplicationState",
    [(choice.name, choice.value) for choice in State],
    description=lambda value: _STATES[value and value.value],
)
_TASKS = {
    None: "What the applicant has to do.",
    "finish": "Fill in what is missing, then send it.",
    "wait": "Nothing: it will be decided by `taskOn`.",
    "answer": "Answer an officer's question by `taskOn`.",
    "may_appeal": "Nothing; whoever disagrees may appeal until `taskOn`.",
    "nothing": "Nothing any more.",
}
ApplicationTask = graphene.Enum(
    "ApplicationTask",
    [(code.upper(), code) for code in _TASKS if code is not None],
    description=lambda value: _TASKS[value and value.value],
)
_PAYEES = {
    None: "To whom the money goes.",
    "applicant": "To whoever is entitled.",
    "guardian": "To the guardian who acts for them, where the programme says so.",
}
PayoutPayee = graphene.Enum(
    "PayoutPayee",
    [(code.upper(), code) for code in _PAYEES if code is not None],
    description=lambda value: _PAYEES[value and value.value],
)
_SECTIONS = {
    None: "A part of an application's form.",
    "known": "What registries said: nothing to do.",
    "told": "What only the person can tell.",
    "documents": "Files to attach.",
    "payout": "Where the money goes.",
    "contact": "How to reach the person, and what they want.",
}
FormSectionCode = graphene.Enum(
    "FormSectionCode",
    [(code.upper(), code) for code in _SECTIONS if code is not None],
    description=lambda value: _SECTIONS[value and value.value],
)
