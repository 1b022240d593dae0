"""What is kept about welfare: programmes and their rules, what is known about people, and what was decided."""

from .application import Application, ApplicationEvent
from .application_state import ApplicationState
from .decision import Decision
from .declaration import Declaration
from .entitlement_mark import EntitlementMark
from .programme import Programme, RuleBook
from .registry_answer import RegistryAnswer
from .rule_version import RuleVersion
from .vocabulary import Vocabulary

__all__ = [
    "Application",
    "ApplicationEvent",
    "ApplicationState",
    "Decision",
    "Declaration",
    "EntitlementMark",
    "Programme",
    "RegistryAnswer",
    "RuleBook",
    "RuleVersion",
    "Vocabulary",
]
