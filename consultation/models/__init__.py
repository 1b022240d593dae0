"""What is kept about consultations: draft laws and their versions, hearings, who takes part and what they say."""

from .draft_law import DraftLaw, DraftVersion, Section, SectionChange, SectionText
from .hearing import Hearing
from .hearing_state import HearingState
from .participant import Participant

__all__ = [
    "DraftLaw",
    "DraftVersion",
    "Hearing",
    "HearingState",
    "Participant",
    "Section",
    "SectionChange",
    "SectionText",
]
