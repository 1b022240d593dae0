"""What is kept about welfare: programmes and their rules, what is known about people, and what was decided."""

from .appeal import Appeal
from .application import Application, ApplicationEvent, ApplicationNumber
from .application_state import ApplicationState
from .bank_message import BankCursor, BankEntry, BankMessage
from .decision import Decision
from .declaration import Declaration
from .disbursement import Disbursement, PaymentAttempt
from .entitlement import Entitlement, OverpaymentProposal
from .entitlement_mark import EntitlementMark
from .evidence_file import EvidenceFile
from .fee import FeePayment, Invoice, Refund
from .fee_state import InvoiceState, RefundState
from .information_request import InformationRequest
from .ledger import LedgerAccount, Transfer
from .payday_run import PaydayRun
from .payment_batch import PaymentBatch
from .payment_state import BatchState, DisbursementState, EntitlementState
from .programme import Programme, RuleBook
from .reconciliation import Finding, Reconciliation
from .recusal import Recusal
from .registry_answer import RegistryAnswer
from .rule_version import RuleVersion
from .vocabulary import Vocabulary

__all__ = [
    "Appeal",
    "Application",
    "ApplicationEvent",
    "ApplicationNumber",
    "ApplicationState",
    "BankCursor",
    "BankEntry",
    "BankMessage",
    "BatchState",
    "Decision",
    "Declaration",
    "Disbursement",
    "DisbursementState",
    "Entitlement",
    "EntitlementMark",
    "EntitlementState",
    "EvidenceFile",
    "FeePayment",
    "Finding",
    "InformationRequest",
    "Invoice",
    "InvoiceState",
    "LedgerAccount",
    "OverpaymentProposal",
    "PaydayRun",
    "PaymentAttempt",
    "PaymentBatch",
    "Programme",
    "Reconciliation",
    "Recusal",
    "Refund",
    "RefundState",
    "RegistryAnswer",
    "RuleBook",
    "RuleVersion",
    "Transfer",
    "Vocabulary",
]
