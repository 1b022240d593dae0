"""What is kept about consultations: draft laws and their versions, hearings, who takes part and what they say."""

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

__all__ = [
    "AgencyNotice",
    "Answer",
    "DelayReason",
    "DossierDocument",
    "DossierKind",
    "DossierWaiver",
    "DraftLaw",
    "DraftVersion",
    "Evaluation",
    "EvaluationIndicator",
    "Follow",
    "Hearing",
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
    "SectionText",
    "Stakeholder",
]
