"""Sample pensioners of a demonstration: they applied, the rules approved, and the next payday is drawn.

One batch waits to be released, so that four eyes can be tried at the desk. Others say otherwise than the registers:
their cases wait in the queue, some new, one late, one asked about, one for a second officer. Only with DEMO on.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from superapp.accounts.models import Account, Citizen, Officer
from superapp.accounts.viewer import SignIn, viewer_for
from superapp.refusal import Refusal
from superapp.thai.identity import check_digit
from welfare.models import Application, PaymentBatch, RegistryAnswer, book

from . import applications, batches, case_decisions, casework, deciding, paydays
from .application_prefill import Prefill
from .known_facts import Gathered, Known

PROGRAMME, REGISTRIES = "old_age_allowance", ("DOPA", "LAO", "CGD", "MSDHS")
BUDGET_SATANG = 100_000_000
NAMES = (
    "นางสมหมาย ทองดี",
    "นายบุญมี ศรีสวัสดิ์",
    "นางคำปุน แสนสุข",
    "นายประยูร วงศ์คำ",
    "นางสาวละออ จันทร์เพ็ญ",
    "นายสุชาติ เพชรรัตน์",
    "นางทองใบ พรมมา",
    "นายอำนวย แก้วใส",
    "นางวันเพ็ญ สุขเกษม",
    "นายเฉลิม บัวทอง",
)
# Who waits for an officer, since when in days, and what became of the case meanwhile.
WAITING = (
    ("นางบุญเรือน คำแก้ว", 48, "taken"),
    ("นายทองสุข ศรีบุญ", 33, "proposed"),
    ("นางสมบูรณ์ ใจงาม", 20, "asked"),
    ("นายวิชัย พูลผล", 9, "taken"),
    ("นางสาวประไพ มีสุข", 4, ""),
    ("นายสมบัติ รุ่งเรือง", 1, ""),
    ("นางอารีย์ ชื่นใจ", 0, ""),
)
# They say that they registered before the day that the municipality has.
TOLD_DATE = "2019-05-02"


class OnlyInDemonstrations(Refusal):
    """Sample payees exist only where nobody else can reach."""

    is_for_clients = False
    code = "ONLY_IN_DEMONSTRATIONS"
    th = "ผู้รับตัวอย่างสร้างได้เมื่อเปิด DEMO เท่านั้น"
    en = "Sample payees are made only with DEMO on."


def load_payday(*, now: datetime) -> int:
    """Make the sample pensioners and their payday; return how many are new. A second time changes nothing.

    :raises OnlyInDemonstrations:
    """
    if not settings.DEMO:
        raise OnlyInDemonstrations()
    made = sum(_pensioner(number, name, now) for number, name in enumerate(NAMES))
    made += sum(_waiting(len(NAMES) + place, *case, now) for place, case in enumerate(WAITING))
    if made:
        batches.appropriate(programme=PROGRAMME, satang=BUDGET_SATANG, ref=f"DEMO-{now:%Y%m%d%H%M%S}", now=now)
        _payday(now)
    return made


def _pensioner(number: int, name: str, now: datetime) -> bool:
    case = _sent(number, name, now)
    if case is not None:
        deciding.decide_submitted.func(application_id=case.pk)
    return case is not None


def _waiting(number: int, name: str, days: int, step: str, now: datetime) -> bool:
    """Let somebody have applied days ago who says otherwise than a register; an officer may have begun on it."""
    case = _sent(number, name, now - timedelta(days=days), says=TOLD_DATE)
    author = Officer.objects.filter(account__username="dla.author").select_related("account").first()
    if case is None or author is None or not step:
        return case is not None
    given = {"viewer": viewer_for(author.account), "application_id": str(case.public_id), "now": now}
    row = casework.take(**given)
    if step == "asked":
        casework.ask(question="โปรดแนบหลักฐานวันที่ลงทะเบียนรับเบี้ย", revision=row.revision, **given)
    elif step == "proposed":
        words = "ทะเบียนของเทศบาลระบุวันลงทะเบียนอีกวันหนึ่ง และไม่พบหลักฐานอื่น"
        case_decisions.decide(
            is_granted=False, reason="registered_before_month", words=words, revision=row.revision, **given
        )
    return True


def _sent(number: int, name: str, now: datetime, *, says: str | None = None) -> Application | None:
    """Return the application of a new sample person, sent; None when they are there already."""
    first = f"96{number:010d}"
    pid = first + check_digit(first)
    if Citizen.objects.with_pid(pid).exists():
        return None
    account = Account.objects.create_user(f"sample-pensioner-{number}", kind=Account.Kind.CITIZEN)
    born = f"{1940 + number * 2 % 24}-03-14"
    citizen = Citizen(account=account)
    citizen.make_key()
    citizen.know_by(pid)
    citizen.seal("name_th", name)
    citizen.seal("birth_date", born)
    citizen.save()
    answers = {
        "death_date": {"kind": "unknown", "value": None, "reason": "", "provenance": {"asked_at": now.isoformat()}}
    }
    row = RegistryAnswer(citizen=citizen, registry="DOPA", asked_at=now, valid_until=now + timedelta(days=1))
    row.seal(answers)
    row.save()
    facts = _facts(born)
    known = {fact: Known(value, "registry", registry, now) for fact, (registry, value) in facts.items()}
    told = None if says is None else {"oaa_registration_date": {"value": says, "at": now.isoformat()}}
    prefill = Prefill(Gathered(known, (), (), frozenset(REGISTRIES)), told)
    given = {"viewer": viewer_for(account, SignIn("thaid", "2.3", now)), "book": book.current(), "now": now}
    case = applications.start(code=PROGRAMME, is_service=False, prefill=prefill, **given)
    key = f"sample-pensioner-{number:04}"
    return applications.submit(application_id=str(case.public_id), key=key, found=None, **given)


def _facts(born: str) -> dict[str, tuple[str, object]]:
    """Return what registries would say of a pensioner without other pay from the state: registry and value."""
    return {
        "nationality": ("DOPA", "THA"),
        "birth_date": ("DOPA", born),
        "in_house_registration": ("DOPA", True),
        "oaa_registration_date": ("LAO", "2023-01-20"),
        "oaa_recipient_before_2023_08_12": ("LAO", True),
        "receives_state_pension": ("CGD", False),
        "receives_state_salary": ("CGD", False),
        "resides_in_state_home": ("MSDHS", False),
    }


def _payday(now: datetime) -> None:
    """Draw the payday that comes next, and put a batch together for somebody else to release."""
    today = timezone.localdate(now)
    following = (today.replace(day=1) + timedelta(days=31)).strftime("%Y-%m")
    for period in (f"{today:%Y-%m}", following):
        try:
            run = paydays.draw(programme=PROGRAMME, period=period, as_of=today, now=now)
        except paydays.PaydayAlreadyOver:
            continue
        break
    author = Officer.objects.filter(account__username="dla.author").select_related("account").first()
    if author is not None and not PaymentBatch.objects.exists():
        viewer = viewer_for(author.account)
        batches.prepare(viewer=viewer, programmes=[PROGRAMME], value_date=run.pays_on, now=now)
