"""The ledger's accounts by what they are for, and the names of what is posted between them."""

from services.models import Agency
from welfare.models import LedgerAccount, Programme

from . import ledger

Kind = LedgerAccount.Kind


def treasury() -> LedgerAccount:
    """Return the account that stands for the state's own money."""
    return ledger.account("treasury", Kind.TREASURY)


def budget_of(programme: Programme) -> LedgerAccount:
    """Return the account that holds what a programme may spend."""
    return ledger.account(f"budget:{programme.code}", Kind.BUDGET, agency_id=programme.agency_id)


def clearing_of(programme: Programme) -> LedgerAccount:
    """Return the account that holds what was set aside for a programme's batches."""
    return ledger.account(f"clearing:{programme.code}", Kind.CLEARING, agency_id=programme.agency_id)


def bank_out(bank: str) -> LedgerAccount:
    """Return the account that stands for what left through a bank."""
    return ledger.account(f"bank:{bank}:out", Kind.BANK_OUT)


def bank_in(bank: str) -> LedgerAccount:
    """Return the account that stands for what came in through a bank; what it holds is negative."""
    return ledger.account(f"bank:{bank}:in", Kind.BANK_IN)


def fees_of(agency: Agency) -> LedgerAccount:
    """Return the account of the fees an agency has earned."""
    return ledger.account(f"fees:{agency.code}", Kind.REVENUE, agency_id=agency.pk)


def refunds_of(agency: Agency) -> LedgerAccount:
    """Return the account of what an agency has to give back."""
    return ledger.account(f"refunds:{agency.code}", Kind.REFUND_DUE, agency_id=agency.pk)


def suspense(bank: str) -> LedgerAccount:
    """Return the account of money that came through a bank and belongs to nothing we know."""
    return ledger.account(f"suspense:{bank}", Kind.SUSPENSE)


def payout_ref(end_to_end_id: str) -> str:
    """Return the ledger's name of a credit that was promised."""
    return f"PAYOUT:{end_to_end_id}"
