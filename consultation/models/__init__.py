"""What is kept about consultations: draft laws and their versions, hearings, who takes part and what they say."""

from .campaign import Campaign, CampaignMember
from .comment import Comment, CommentRevision
from .counter import HearingCount, SectionCount
from .dossier import DossierDocument, DossierWaiver, Justification
from .draft_law import DraftLaw, DraftVersion, Section, SectionChange, SectionText
from .evaluation import Evaluation, EvaluationIndicator
from .finding import CommentFinding, CommentWord, Masking
from .follow import Follow
from .hearing import Hearing
from .hearing_event import DelayReason, HearingEvent
from .hearing_state import HearingState
from .intake import Intake
from .issue import AgencyAnswer, Issue, IssueLink
from .moderation import ModerationAppeal, ModerationDecision
from .open_data import OpenDataSet
from .opinion_map import OpinionMap
from .participant import Participant
from .past_hearing import PastHearing
from .period_policy import DossierKind, PeriodPolicy, RequiredDocument
from .question import Answer, Question
from .report import HearingReport, ReportFile
from .stakeholder import AgencyNotice, HearingStakeholder, Stakeholder
from .stance import Stance
from .statement import Statement, StatementVote
from .suspension import Suspension
from .theme import Theme, ThemeMember, ThemeQuote, ThemeSet
from .vote import Flag, Vote

__all__ = [
    "AgencyAnswer",
    "AgencyNotice",
    "Answer",
    "Campaign",
    "CampaignMember",
    "Comment",
    "CommentFinding",
    "CommentRevision",
    "CommentWord",
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
    "HearingReport",
    "HearingStakeholder",
    "HearingState",
    "Intake",
    "Issue",
    "IssueLink",
    "Justification",
    "Masking",
    "ModerationAppeal",
    "ModerationDecision",
    "OpenDataSet",
    "OpinionMap",
    "Participant",
    "PastHearing",
    "PeriodPolicy",
    "Question",
    "ReportFile",
    "RequiredDocument",
    "Section",
    "SectionChange",
    "SectionCount",
    "SectionText",
    "Stakeholder",
    "Stance",
    "Statement",
    "StatementVote",
    "Suspension",
    "Theme",
    "ThemeMember",
    "ThemeQuote",
    "ThemeSet",
    "Vote",
]
