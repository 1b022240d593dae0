"""The catalogue's nouns, listed for Django."""

from .agency import Agency, AgencyGroupPermission, AgencyUserPermission
from .alert import Alert
from .catalogue import Catalogue
from .counter import Counter, OpeningHours
from .fact import Certainty, Fact, FactName
from .measured_time import MeasuredTime
from .part import Channel, Evidence, Fee, LegalResource, Output
from .posting import Posting
from .service import RelatedService, Service
from .unfound import UnfoundSearch
from .version import ServiceVersion
from .vocabulary import Category, FocusArea, LifeEvent

__all__ = [
    "Agency",
    "AgencyGroupPermission",
    "AgencyUserPermission",
    "Alert",
    "Catalogue",
    "Category",
    "Certainty",
    "Channel",
    "Counter",
    "Evidence",
    "Fact",
    "FactName",
    "Fee",
    "FocusArea",
    "LegalResource",
    "LifeEvent",
    "MeasuredTime",
    "OpeningHours",
    "Output",
    "Posting",
    "RelatedService",
    "Service",
    "ServiceVersion",
    "UnfoundSearch",
]
