"""What is kept about people: consents, uses and exports of their data, notices; and how officers come to the desk."""

from .agency_client import AgencyClient, PairwiseSubject
from .consent import Consent
from .consent_text import ConsentText
from .data_export import DataExport
from .data_use import DataUse
from .desk import DeskSession, Invitation
from .joint_approval import JointApproval, JointSignature
from .mandate_invitation import MandateInvitation
from .notice import Notice
from .push import NoticePreference, Push, PushTarget

__all__ = [
    "AgencyClient",
    "Consent",
    "ConsentText",
    "DataExport",
    "DataUse",
    "DeskSession",
    "Invitation",
    "JointApproval",
    "JointSignature",
    "MandateInvitation",
    "Notice",
    "NoticePreference",
    "PairwiseSubject",
    "Push",
    "PushTarget",
]
