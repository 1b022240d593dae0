"""What is kept about consultations: draft laws and their versions, hearings, who takes part and what they say."""

from .comment import Comment, CommentRevision
from .counter import HearingCount, SectionCount
from .dossier import DossierDocument, DossierWaiver, Justification
from .draft_law import DraftLaw, DraftVersion, Section, SectionChange, SectionText
from .evaluation import Evaluation, EvaluationIndicator
from .follow import Follow
from .hearing import Hearing
from .hearing_event import DelayReason, HearingEvent
from .hearing_state import HearingState
from .participant import Participant
from .period_policy import DossierKind, PeriodPolicy, RequiredDocument
from .question import Answer, Question
from .stakeholder import AgencyNotice, HearingStakeholder, Stakeholder
from .stance import Stance
from .statement import Statement, StatementVote
from .vote import Flag, Vote

__all__ = [
    "AgencyNotice",
    "Answer",
    "Comment",
    "CommentRevision",
    "DelayReason",
    "DossierDocument",
    "DossierKind",
    "DossierWaiver",
    "DraftLaw",
    "DraftVersion",
    "Evaluation",
    "EvaluationIndicator",
    "Flag",
    "Follow",
    "Hearing",
    "HearingCount",
    "HearingEvent",
    "HearingStakeholder",
    "HearingState",
    "Justification",
    "Participant",
    "PeriodPolicy",
    "Question",
    "RequiredDocument",
    "Section",
    "SectionChange",
    "SectionCount",
    "SectionText",
    "Stakeholder",
    "Stance",
    "Statement",
    "StatementVote",
    "Vote",
]
