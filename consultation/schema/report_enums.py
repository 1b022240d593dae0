"""Enums of reports: the codes of the models, with what they mean."""

import graphene

VERDICT_WORDS = {
    "accepted": "Accepted",
    "partly": "Accepted in part",
    "not_accepted": "Not accepted",
    "covered": "Already in the draft",
    "under_study": "Under study",
    "out_of_scope": "Out of scope",
}
AnswerVerdict = graphene.Enum(
    "AnswerVerdict",
    [(code.upper(), code) for code in VERDICT_WORDS],
    description=lambda value: (
        "How far an agency follows an issue." if value is None else f"{VERDICT_WORDS[value.value]}."
    ),
)
