"""Who is who: accounts, and the officers, citizens and organisations behind them; and who may act for whom."""

from .account import Account, AccountManager
from .citizen import Citizen
from .key_check import KeyCheck
from .mandate import Mandate
from .officer import Officer
from .organisation import Organisation
from .request_key import RequestKey

__all__ = ["Account", "AccountManager", "Citizen", "KeyCheck", "Mandate", "Officer", "Organisation", "RequestKey"]
