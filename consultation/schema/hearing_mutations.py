"""Answering a hearing's questions, and following."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

import graphene

from consultation.actions import answers, follows
from superapp.api import ids
from superapp.api.fields import Field, ListField
from superapp.api.mutations import Act, Mutation
from superapp.refusal import NotFound

from .answers import MyAnswer, hearing_of
from .follows import Follow


def _key(tag: str, id_: str, *path: str) -> UUID:
    key = ids.key_of(tag, id_)
    try:
        return UUID(key or "")
    except ValueError:
        raise NotFound(path=path) from None


class AnswerInput(graphene.InputObjectType):
    """An answer to one question; with nothing but the question it takes an earlier answer back."""

    question_id = graphene.ID(required=True, description="The question.")
    choices = graphene.List(
        graphene.NonNull(graphene.String), description="Codes of options; for a ranking all of them, best first."
    )
    scale = graphene.Int(description="A point from 1.")
    text = graphene.String(description="Words for an open question, at most 5,000 characters.")


class AnswerQuestions(Mutation):
    """Answer questions of an open hearing, in place of earlier answers; joins the hearing when you have not yet.

    Sending the same again changes nothing.
    """

    concerns_person = True
    cost = 30

    class Input:
        hearing_id = graphene.ID(required=True, description="The hearing.")
        answers = graphene.List(graphene.NonNull(AnswerInput), required=True, description="At most 40.")
        notice_version = graphene.String(description="The privacy notice that was shown; the present one if left out.")

    answers = ListField(
        MyAnswer, most=40, nullable=True, description="All you have answered now; null when there are problems."
    )

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        hearing = hearing_of(input.hearing_id)
        if hearing is None:
            raise NotFound(path=("hearing_id",))
        given = [
            answers.AnswerGiven(
                question=_key("qst", one.question_id, "answers", str(place), "question_id"),
                choices=tuple(one.choices or ()),
                scale=one.scale,
                text=one.text or "",
            )
            for place, one in enumerate(input.answers)
        ]
        notice = input.notice_version
        kept = answers.give(viewer=act.viewer, hearing=hearing, answers=given, notice_version=notice, now=act.now)
        return {"answers": kept}


class FollowTopic(Mutation):
    """Hear of a law, an agency, a subject or a hearing from now on: name exactly one of them."""

    class Input:
        law_code = graphene.String(description="A law's code.")
        agency_code = graphene.String(description="An agency's code.")
        subject = graphene.String(description="A subject's code.")
        hearing_id = graphene.ID(description="A hearing.")

    follow = Field(Follow, description="What you follow; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        hearing = None if input.hearing_id is None else _key("hrg", input.hearing_id, "hearing_id")
        found = follows.follow(
            viewer=act.viewer,
            law=input.law_code,
            agency=input.agency_code,
            subject=input.subject,
            hearing=hearing,
            now=act.now,
        )
        return {"follow": found}


class Unfollow(Mutation):
    """Hear of it no longer."""

    class Input:
        follow_id = graphene.ID(required=True, description="What you follow.")

    unfollowed_id = Field(graphene.ID, description="What you no longer follow; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        follows.unfollow(viewer=act.viewer, public_id=_key("flw", input.follow_id, "follow_id"), now=act.now)
        return {"unfollowed_id": input.follow_id}


class HearingMutation(graphene.ObjectType):
    """Taking part in hearings' questions, and following."""

    answer_questions = AnswerQuestions.field()
    follow_topic = FollowTopic.field()
    unfollow = Unfollow.field()
