"""Departures: what stays in hearings when somebody is erased. Words go, counts stay, and nobody is behind them.

Comments become tombstones where replies hang below them, in hearings that are reported as well; a keyed hash is kept.
Votes, stances and answers to statements stay with a participant who is nobody: totals that were published stay true.
"""

from datetime import datetime

from django.db.models import Q

from consultation.models import Answer, Comment, ModerationAppeal, Participant, Statement
from superapp.accounts.models import Citizen

from . import comment_states, open_data, statements


def part(citizen: Citizen, now: datetime) -> None:
    """Wind up a citizen's part in every hearing, in the transaction that erases them."""
    # By hearing, so that two people who leave at once wait for one another in the same order.
    rows = Participant.objects.select_for_update(no_key=True).filter(citizen=citizen).order_by("hearing", "pk")
    for participant in rows:
        spoke = Comment.objects.filter(author=participant).exists() or participant.statements.exists()
        own = Q(decision__comment__author=participant) | Q(decision__statement__author=participant)
        ModerationAppeal.objects.filter(own).update(grounds="")
        participant.suspensions.exclude(grounds="").update(grounds="")
        comment_states.erase_of(author=participant, now=now)
        for statement in Statement.objects.filter(author=participant).order_by("pk"):
            statements.set_status(statement=statement, status=Statement.Status.ERASED, now=now)
        Answer.objects.filter(participant=participant).exclude(text="").update(text="")
        participant.citizen = None
        participant.name_shown, participant.named_consent_at, participant.named_consent_version = "", None, ""
        participant.display, participant.erased_at = Participant.Display.PSEUDONYM, now
        participant.save()
        if spoke:
            # Files with their words in them are no longer open data.
            open_data.withdraw(participant.hearing, now=now)
