"""What is kept about welfare: programmes and their rules, what is known about people, and what was decided."""

from .appeal import Appeal
from .application import Application, ApplicationEvent, ApplicationNumber
from .application_state import ApplicationState
from .decision import Decision
from .declaration import Declaration
from .entitlement_mark import EntitlementMark
from .information_request import InformationRequest
from .programme import Programme, RuleBook
from .registry_answer import RegistryAnswer
from .rule_version import RuleVersion
from .vocabulary import Vocabulary

__all__ = [
    "Appeal",
    "Application",
    "ApplicationEvent",
    "ApplicationNumber",
    "ApplicationState",
    "Decision",
    "Declaration",
    "EntitlementMark",
    "InformationRequest",
    "Programme",
    "RegistryAnswer",
    "RuleBook",
    "RuleVersion",
    "Vocabulary",
]
