"""The form of an application in the API: what is known and who says so, what is missing, what to ask next."""

from dataclasses import dataclass
from typing import Any

import graphene

from superapp.api.fields import Field, ListField
from superapp.api.scalars import Date
from welfare.actions import application_form, application_payout
from welfare.actions.application_form import Form
from welfare.models import Application as ApplicationRow
from welfare.models.book import Book, Entry
from welfare.rules.explanation import value_text, worded

from .answers import MOST_NAMES, Entitlement, Told, told
from .application_enums import FormSectionCode, PayoutPayee
from .application_parts import PayoutAccount, bank_name
from .entitlements import Entitlements, NotChecked, Question, RegistryToAsk
from .enums import EvidenceLevel
from .facts import WelfareFact, facts_named

MOST_METHODS = 10
METHODS = {
    "promptpay_cid": ("พร้อมเพย์ที่ผูกกับเลขประจำตัวประชาชน", "PromptPay under the citizen's number"),
    "bank_account": ("บัญชีธนาคาร", "Bank account"),
    "cash_at_lao": ("รับเงินสดที่ อปท.", "Cash at the local administration"),
    "cash_at_school": ("รับเงินสดที่สถานศึกษา", "Cash at school"),
    "welfare_card": ("บัตรสวัสดิการแห่งรัฐ", "State welfare card"),
    "utility_bill_credit": ("หักจากค่าน้ำค่าไฟ", "Taken off the utility bill"),
    "tax_deduction": ("ลดหย่อนภาษี", "Tax deduction"),
    "loan_transfer": ("โอนเงินกู้", "Loan transfer"),
    "paotang_gwallet": ("G-Wallet ในแอปเป๋าตัง", "G-Wallet in Pao Tang"),
    "fund_credit": ("เข้าบัญชีกองทุน", "Credited to the fund"),
    "in_kind": ("รับเป็นสิ่งของหรือบริการ", "In kind"),
}
SECTIONS = {
    "known": ("ข้อมูลที่รัฐมีอยู่แล้ว", "What the state knows already"),
    "told": ("ข้อมูลที่ท่านต้องบอก", "What you tell"),
    "documents": ("เอกสาร", "Documents"),
    "payout": ("การรับเงิน", "How you are paid"),
    "contact": ("การติดต่อ", "How to reach you"),
}


@dataclass(frozen=True, slots=True)
class Filled:
    """A form on its way out, with the case it belongs to."""

    row: ApplicationRow
    form: Form
    book: Book
    entry: Entry | None
    attached: frozenset[int]


class FormFact(graphene.ObjectType):
    """A fact in an application: its value, who says so, and whether the applicant may change it."""

    fact = Field(WelfareFact, cost=0, required=True, description="Which fact.")
    value = Field(graphene.String, description="The value that counts, for people; null for a list.")
    level = Field(EvidenceLevel, required=True, description="How well it is proved.")
    source = Field(graphene.String, required=True, description="A registry's code, SELF, or IDENTITY.")
    as_of = Field(Date, required=True, description="The day it was asked or told.")
    is_editable = Field(
        graphene.Boolean,
        required=True,
        description="Whether the applicant's word counts. What a registry holds is put right there.",
    )
    declared = Field(
        graphene.String, description="What the applicant says where a registry says something else; null otherwise."
    )


class FormDocument(graphene.ObjectType):
    """A document that is asked for."""

    place = Field(graphene.Int, required=True, description="Its place from 0: `document` of attachEvidence.")
    name = Field(graphene.String, required=True, description="What it is.")
    note = Field(graphene.String, description="When it is needed; null when always.")
    is_attached = Field(graphene.Boolean, required=True, description="Whether a file was attached for it.")


class PayoutMethod(graphene.ObjectType):
    """A way in which a programme pays."""

    code = Field(graphene.String, required=True, description="Its code: `method` of setPayoutAccount.")
    text = Field(graphene.String, required=True, description="The same in words.")
    needs_account = Field(graphene.Boolean, required=True, description="Whether a bank and a number have to be named.")


class Bank(graphene.ObjectType):
    """A bank that takes money for people's accounts."""

    code = Field(graphene.String, required=True, description="Its three digits.")
    name = Field(graphene.String, required=True, description="Its name.")


class FormSection(graphene.ObjectType):
    """One part of the form, to be shown together."""

    code = Field(FormSectionCode, required=True, description="Which part.")
    title = Field(graphene.String, required=True, description="Its title.")
    is_complete = Field(graphene.Boolean, required=True, description="Whether nothing is left to do in it.")
    facts = ListField(FormFact, most=MOST_NAMES, cost=0, description="The facts in it; empty where it has none.")


class ApplicationForm(graphene.ObjectType):
    """An application's form as it stands. Nothing is asked that no undecided requirement reads."""

    is_complete = Field(graphene.Boolean, required=True, description="Whether it can be sent.")
    missing_count = Field(graphene.Int, required=True, description="How many things are left to do.")
    sections = ListField(FormSection, most=5, cost=0, description="Its parts, in order.")
    missing = ListField(WelfareFact, most=MOST_NAMES, cost=0, description="Facts nobody has told yet.")
    to_prove = ListField(
        WelfareFact,
        most=MOST_NAMES,
        cost=0,
        description="Facts you told that a registry or a file has to show: let the registry be asked, or attach one.",
    )
    not_known = ListField(
        WelfareFact, most=MOST_NAMES, cost=0, description="Facts you can neither tell nor prove: an officer looks."
    )
    next_question = Field(Question, cost=0, description="What to ask next; null when nothing is left to ask.")
    not_checked = ListField(NotChecked, most=40, cost=0, description="Registries that did not answer; waited for.")
    could_ask = ListField(RegistryToAsk, most=40, cost=0, description="Registries that may be asked with consent.")
    documents = ListField(FormDocument, most=30, cost=0, description="Documents that are asked for.")
    payout_methods = ListField(PayoutMethod, most=MOST_METHODS, cost=0, description="Ways to be paid; empty for none.")
    banks = ListField(Bank, most=40, cost=0, description="Banks to choose from; empty unless accounts are taken.")
    payee = Field(PayoutPayee, required=True, description="To whom the programme pays.")
    payout = Field(PayoutAccount, cost=0, description="The way that was chosen; null before.")
    phone = Field(graphene.String, description="The telephone number given; null for none.")
    purpose = Field(graphene.String, description="What the applicant wants, in their words; null for nothing.")
    preview = Field(Entitlement, cost=0, description="What the rules say so far: no decision. Null for services.")

    def resolve_is_complete(self: Filled, _info: Any) -> bool:
        return self.form.count == 0

    def resolve_missing_count(self: Filled, _info: Any) -> int:
        return self.form.count

    def resolve_sections(self: Filled, info: Any) -> list[dict[str, Any]]:
        return _sections(self, info.context.language)

    def resolve_missing(self: Filled, _info: Any) -> list[Any]:
        return facts_named(self.form.missing[:MOST_NAMES], self.book.words)

    def resolve_to_prove(self: Filled, _info: Any) -> list[Any]:
        return facts_named(self.form.to_prove[:MOST_NAMES], self.book.words)

    def resolve_not_known(self: Filled, _info: Any) -> list[Any]:
        return facts_named(self.form.answers.not_known[:MOST_NAMES], self.book.words)

    def resolve_next_question(self: Filled, _info: Any) -> dict[str, Any] | None:
        asked = self.form.question
        if asked is None or self.entry is None:
            return None
        return {
            "facts": facts_named(asked.facts, self.book.words),
            "blocks": [self.entry],
            "settles": [self.entry] if asked.settles else [],
            "is_sensitive": asked.is_sensitive,
        }

    def resolve_not_checked(self: Filled, info: Any) -> list[Any]:
        return Entitlements.resolve_not_checked(self.form.assessment, info) if self.form.assessment else []

    def resolve_could_ask(self: Filled, info: Any) -> list[Any]:
        return Entitlements.resolve_could_ask(self.form.assessment, info) if self.form.assessment else []

    def resolve_documents(self: Filled, info: Any) -> list[dict[str, Any]]:
        return _documents(self, info.context.language)

    def resolve_payout_methods(self: Filled, info: Any) -> list[dict[str, Any]]:
        return [
            {
                "code": code,
                "text": METHODS.get(code, (code, code))[info.context.language == "en"],
                "needs_account": code == application_payout.BANK,
            }
            for code in _methods(self)
        ]

    def resolve_banks(self: Filled, info: Any) -> list[dict[str, str]]:
        if application_payout.BANK not in _methods(self):
            return []
        return [{"code": code, "name": bank_name(code, info.context.language)} for code in application_payout.BANKS]

    def resolve_payee(self: Filled, _info: Any) -> str:
        return application_payout.APPLICANT if self.entry is None else application_form.payee_of(self.entry)

    def resolve_payout(self: Filled, _info: Any) -> Any:
        return application_payout.read(self.row)

    def resolve_phone(self: Filled, _info: Any) -> str | None:
        return self.form.answers.phone or None

    def resolve_purpose(self: Filled, _info: Any) -> str | None:
        return self.form.answers.purpose or None

    def resolve_preview(self: Filled, _info: Any) -> Told | None:
        assessment = self.form.assessment
        if assessment is None:
            return None
        (decision,) = assessment.decisions.values()
        return told(assessment, decision)


def _methods(filled: Filled) -> tuple[str, ...]:
    return () if filled.entry is None else application_form.methods_of(filled.entry)[:MOST_METHODS]


def _documents(filled: Filled, language: str) -> list[dict[str, Any]]:
    listed = application_form.documents_of(filled.row, filled.entry)[:30]
    return [
        {
            "place": place,
            "name": one["en"] if language == "en" and one["en"] else one["th"],
            "note": (one["note_en"] if language == "en" and one["note_en"] else one["note_th"]) or None,
            "is_attached": place in filled.attached,
        }
        for place, one in enumerate(listed)
    ]


def _sections(filled: Filled, language: str) -> list[dict[str, Any]]:
    form = filled.form
    facts = _facts(filled, language)
    is_done = {
        "known": True,
        "told": not form.missing,
        "documents": not form.to_prove,
        "payout": "payout" not in form.lacks,
        "contact": not {"phone", "purpose"}.intersection(form.lacks),
    }
    shown = ["known", "told", "documents"] if form.assessment is not None else ["documents", "contact"]
    if _methods(filled):
        shown.append("payout")
    return [
        {
            "code": code,
            "title": SECTIONS[code][language == "en"],
            "is_complete": is_done[code],
            "facts": [one for one in facts if one["is_editable"] == (code == "told")]
            if code in ("known", "told")
            else [],
        }
        for code in shown
    ]


def _facts(filled: Filled, language: str) -> list[dict[str, Any]]:
    assessment, answers = filled.form.assessment, filled.form.answers
    if assessment is None:
        return []
    words = filled.book.words
    differing = set(answers.differing)
    return [
        {
            "fact": words.facts[name],
            "value": _shown(words.facts[name], assessment.facts.values.get(name), language),
            "level": one.level,
            "source": one.source,
            "as_of": one.at.date(),
            "is_editable": name not in answers.found.facts,
            "declared": str(answers.declared[name]["value"]) if name in differing else None,
        }
        for name, one in sorted(assessment.gathered.facts.items())
        if name in words.facts
    ][:MOST_NAMES]


def _shown(fact: Any, value: Any, language: str) -> str | None:
    if value is None or fact.kind.value == "list":
        return None
    if value in fact.labels:
        return worded(fact.labels[value], language)
    return value_text(value, fact.unit, language)
