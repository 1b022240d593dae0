"""Sample officers, so that the desk can be tried on one's own machine. Never anywhere else."""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from services.models import Agency, Posting
from superapp.accounts.models import Account, Officer
from superapp.people.actions import demonstration as sample_factors
from superapp.refusal import Refusal

from . import postings


class NotADemonstration(Refusal):
    """Sample people asked for where others could reach them."""

    is_for_clients = False
    code = "NOT_A_DEMONSTRATION"
    th = "โหลดบุคคลตัวอย่างได้เฉพาะบนเครื่องทดลองที่ตั้ง DEMO=1 เท่านั้น"
    en = "Sample people are loaded only on a demonstration machine, with DEMO=1."


class SamplePerson(NamedTuple):
    """An invented officer: name, and where they work as what."""

    username: str
    name_th: str
    name_en: str
    postings: tuple[tuple[str, str], ...]


# Anybody can read this; that is why sample people exist only where nobody else can reach.
PASSWORD = "sawasdee-officer"  # noqa: S105

PEOPLE = (
    SamplePerson("dopa.author", "นางสาวปิยะดา วงศ์สุวรรณ", "Piyada Wongsuwan", (("DOPA", "author"),)),
    SamplePerson("dopa.approver", "นายธนกร แสงทองดี", "Thanakorn Saengthongdee", (("DOPA", "approver"),)),
    SamplePerson("dopa.head", "นายวิทยา เรืองพัฒนกิจ", "Witthaya Rueangphatthanakit", (("DOPA", "head"),)),
    SamplePerson("dlt.author", "นายกิตติพงษ์ ชัยมงคลสิน", "Kittiphong Chaimongkhonsin", (("DLT", "author"),)),
    SamplePerson("dlt.approver", "นางสุภาวดี ทรัพย์เจริญชัย", "Suphawadee Sapcharoenchai", (("DLT", "approver"),)),
    SamplePerson("sso.author", "นางสาวอรทัย ใจงามดี", "Orathai Jaingamdee", (("SSO", "author"),)),
    SamplePerson("sso.approver", "นายสมเกียรติ บุญรักษาสุข", "Somkiat Boonraksasuk", (("SSO", "approver"),)),
    SamplePerson("rd.author", "นางสาวณัฐธิดา พูนทรัพย์มณี", "Natthida Phunsapmanee", (("RD", "author"),)),
    SamplePerson("rd.approver", "นายอนุชา ศรีวัฒนาพร", "Anucha Siwatthanaphon", (("RD", "approver"),)),
    SamplePerson("dop.author", "นางสาวกมลชนก อินทรสุข", "Kamonchanok Intharasuk", (("DOP", "author"),)),
    SamplePerson("dop.approver", "นางจันทร์เพ็ญ มณีรัตน์ชัย", "Chanphen Maneeratchai", (("DOP", "approver"),)),
    SamplePerson("dla.author", "นางสาวราตรี บุญมาวงศ์", "Ratree Boonmawong", (("DLA", "author"),)),
    SamplePerson("dla.approver", "นายสมชาย ใจดีพัฒนา", "Somchai Jaideephatthana", (("DLA", "approver"),)),
    SamplePerson(
        "shared.author",
        "นายพงศธร แก้วประเสริฐสุข",
        "Phongsathon Kaewprasertsuk",
        (
            ("SSO", "author"),
            ("DOP", "author"),
        ),
    ),
)


@transaction.atomic
def load_people(*, now: datetime) -> int:
    """Make the sample officers with their postings and a second factor everybody knows. Returns how many were made.

    Those that exist are left alone, but for the factor if they have none.

    :raises NotADemonstration: unless DEMO is on.
    """
    if not settings.DEMO:
        raise NotADemonstration()
    made = 0
    for person in PEOPLE:
        if standing := Account.objects.filter(username=person.username).first():
            sample_factors.give_sample_factor(account=standing, now=now)
            continue
        account = Account.objects.create_user(person.username, PASSWORD, kind=Account.Kind.OFFICER, is_staff=True)
        officer = Officer.objects.create(account=account, name_th=person.name_th, name_en=person.name_en)
        for agency, role in person.postings:
            postings.appoint(
                viewer=None,
                officer=officer,
                agency=Agency.objects.get(code=agency),
                role=Posting.Role(role),
                starts_on=timezone.localdate(now),
                now=now,
            )
        sample_factors.give_sample_factor(account=account, now=now)
        made += 1
    return made
