"""Parts of an application in the API: its timeline, files, questions, appeal, account and outcome."""

from typing import Any

import graphene

from superapp.api import ids
from superapp.api.fields import Field, ListField
from superapp.api.files import Upload
from superapp.api.money import Money
from superapp.api.scalars import Date, DateTime
from superapp.thai.money import text as money_text
from welfare.actions import decisions, entitlements
from welfare.actions.application_payout import BANKS, Payout
from welfare.models import Appeal as AppealRow
from welfare.models import Application as ApplicationRow
from welfare.models import ApplicationEvent as EventRow
from welfare.models import EvidenceFile as EvidenceRow
from welfare.models import InformationRequest as RequestRow
from welfare.models import book
from welfare.models.book import words_of
from welfare.rules.explanation import explain, worded

from .answers import CriterionResult
from .application_enums import ApplicationState, PayoutPayee
from .facts import WelfareFact
from .programmes import citations

MOST_FACTS = 20
# By kind: what happened, in Thai and English.
HAPPENED = {
    "started": ("เริ่มกรอกคำขอ", "The application was begun"),
    "submitted": ("ยื่นคำขอ", "The application was sent"),
    "payout_chosen": ("กำหนดวิธีรับเงิน", "The way to be paid was chosen"),
    "evidence_attached": ("แนบเอกสาร", "A file was attached"),
    "evidence_removed": ("นำเอกสารออก", "A file was taken away"),
    "taken": ("เจ้าหน้าที่รับเรื่อง", "An officer took the case"),
    "given_back": ("ส่งเรื่องกลับเข้าคิว", "The case went back to the queue"),
    "asked": ("เจ้าหน้าที่ขอข้อมูลเพิ่ม", "An officer asked for information"),
    "proposed": ("เจ้าหน้าที่เสนอผลให้เจ้าหน้าที่อีกคนตรวจ", "A second officer looks at what one proposed"),
    "answered": ("ส่งข้อมูลเพิ่ม", "The question was answered"),
    "approved": ("อนุมัติ", "Approved"),
    "refused": ("ไม่อนุมัติ", "Refused"),
    "withdrawn": ("ถอนคำขอ", "Withdrawn"),
    "appealed": ("ยื่นอุทธรณ์", "An appeal was filed"),
    "appeal_upheld": ("อุทธรณ์ฟังขึ้น ได้รับอนุมัติ", "The appeal was upheld"),
    "appeal_dismissed": ("ยกอุทธรณ์", "The appeal was dismissed"),
}


class ApplicationEvent(graphene.ObjectType):
    """One step of an application."""

    at = Field(DateTime, required=True, description="When.")
    kind = Field(graphene.String, required=True, description="What happened, as a code such as `submitted`.")
    text = Field(graphene.String, required=True, description="The same in words.")
    state = Field(ApplicationState, required=True, description="Where the application stood after it.")
    is_by_officer = Field(graphene.Boolean, required=True, description="Whether an officer did it.")
    is_by_agent = Field(graphene.Boolean, required=True, description="Whether somebody did it for the applicant.")

    def resolve_text(self: EventRow, info: Any) -> str:
        th, en = HAPPENED.get(self.kind, (self.kind, self.kind))
        return en if info.context.language == "en" else th

    def resolve_state(self: EventRow, _info: Any) -> str:
        return self.to_state

    def resolve_is_by_officer(self: EventRow, _info: Any) -> bool:
        return self.officer_id is not None

    def resolve_is_by_agent(self: EventRow, _info: Any) -> bool:
        return bool(self.mandate)


class ApplicationEvidence(graphene.ObjectType):
    """A file attached to an application."""

    id = ids.IdField("evf", "public_id")
    upload = Field(Upload, cost=0, description="The file, with its link; null when it is gone.")
    document = Field(graphene.Int, description="Its place among the documents asked for, from 0; null for another.")
    facts = ListField(graphene.String, most=MOST_FACTS, description="Names of the facts it is to show.")
    attached_at = Field(DateTime, required=True, description="When it was attached.")

    def resolve_upload(self: EvidenceRow, _info: Any) -> Any:
        return getattr(self, "held", None)


class InformationRequest(graphene.ObjectType):
    """An officer's question to the applicant."""

    asked_at = Field(DateTime, required=True, description="When it was asked.")
    question = Field(graphene.String, required=True, description="The question.")
    facts = ListField(WelfareFact, most=MOST_FACTS, cost=0, description="Facts that are asked for; often none.")
    due_on = Field(Date, required=True, description="By when an answer is wanted.")
    answered_at = Field(DateTime, description="When it was answered; null while it is open.")
    answer = Field(graphene.String, description="The answer; null while it is open.")

    def resolve_question(self: RequestRow, _info: Any) -> str:
        return self.read("question") or ""

    def resolve_facts(self: RequestRow, _info: Any) -> list[Any]:
        words = book.current().words
        return [words.facts[name] for name in self.facts[:MOST_FACTS] if name in words.facts]

    def resolve_answer(self: RequestRow, _info: Any) -> str | None:
        return self.read("answer")


class Appeal(graphene.ObjectType):
    """An appeal against a refusal."""

    filed_at = Field(DateTime, required=True, description="When it was filed.")
    due_on = Field(Date, required=True, description="By when it will be decided.")
    grounds = Field(graphene.String, required=True, description="Why the refusal is wrong, in the applicant's words.")
    decided_at = Field(DateTime, description="When it was decided; null before.")
    is_upheld = Field(graphene.Boolean, description="Whether the applicant was right; null before it is decided.")
    words = Field(graphene.String, description="The officer's reasons; null before it is decided, or without any.")

    def resolve_grounds(self: AppealRow, _info: Any) -> str:
        return self.read("grounds") or ""

    def resolve_words(self: AppealRow, _info: Any) -> str | None:
        return self.read("words")


class PayoutAccount(graphene.ObjectType):
    """Where the money of an application goes."""

    method = Field(graphene.String, required=True, description="The way it is paid, as `promptpay_cid`.")
    payee = Field(PayoutPayee, required=True, description="To whom.")
    bank_code = Field(graphene.String, description="The bank's three digits; null without a bank account.")
    bank_name = Field(graphene.String, description="The bank's name; null without a bank account.")
    account_number = Field(graphene.String, description="The account, its last four digits alone shown; null likewise.")

    def resolve_bank_code(self: Payout, _info: Any) -> str | None:
        return self.bank or None

    def resolve_bank_name(self: Payout, info: Any) -> str | None:
        return bank_name(self.bank, info.context.language) if self.bank else None

    def resolve_account_number(self: Payout, _info: Any) -> str | None:
        return self.masked or None


def bank_name(code: str, language: str) -> str:
    """Return a bank's name; its code when we know none."""
    th, en = BANKS.get(code, (code, code))
    return en if language == "en" else th


class ApplicationOutcome(graphene.ObjectType):
    """How an application was decided, why, and by which law."""

    is_granted = Field(graphene.Boolean, required=True, description="Whether the applicant gets it.")
    decided_at = Field(DateTime, required=True, description="When it was decided.")
    is_by_rules = Field(graphene.Boolean, required=True, description="Whether the rules decided, without an officer.")
    reason = Field(
        CriterionResult,
        cost=2,
        description="The requirement that decided, with its law; null when granted.",
    )
    words = Field(graphene.String, description="What the officer wrote to the applicant; null for nothing.")
    amount = Field(Money, cost=0, description="What is paid for one period; null when nothing is, or it varies.")

    is_paid_here = Field(
        graphene.Boolean,
        description="Whether money of it comes by this system, so that rights and payments show it. False: the agency "
        "gives it itself, as an organisation's grant, a voucher or a discount. Null unless a benefit was granted.",
    )

    def resolve_is_paid_here(self: ApplicationRow, _info: Any) -> bool | None:
        is_granted = self.state == self.State.APPROVED if self.is_granted is None else self.is_granted
        return entitlements.is_paid_here(self) if is_granted and self.programme_id is not None else None

    def resolve_is_granted(self: ApplicationRow, _info: Any) -> bool:
        return self.state == self.State.APPROVED if self.is_granted is None else self.is_granted

    def resolve_is_by_rules(self: ApplicationRow, _info: Any) -> bool:
        return self.decided_by_id is None

    def resolve_reason(self: ApplicationRow, info: Any) -> dict[str, Any] | None:
        return _reason(self, info.context.language)

    def resolve_words(self: ApplicationRow, _info: Any) -> str | None:
        return self.read("words")

    def resolve_amount(self: ApplicationRow, info: Any) -> dict[str, Any] | None:
        amount = self.amount_satang
        return None if amount is None else {"satang": amount, "text": money_text(amount, info.context.language)}


def _reason(row: ApplicationRow, language: str) -> dict[str, Any] | None:
    """Return the requirement that decided, worded as it was then."""
    if row.decision is None or not row.outcome_reason:
        return None
    row.decision.citizen = row.citizen
    programme, decided = decisions.decided_again(row.decision)
    step = next((one for one in decided.trace if one.id == row.outcome_reason), None)
    if step is None:
        return None
    explained = explain(programme, decided, words_of(row.decision.vocabulary), with_sensitive=True)
    line = next(one for one in explained.criteria if one.id == step.id)
    return {
        "code": step.id,
        "is_met": step.result,
        "sentence": worded(line.text, language),
        "citations": citations(programme.document, step.cites),
        "failures": step.failed[:10],
    }
