"""The words of a consent to tell an agency's service about oneself, and their version.

The version is a digest of the words, so that another purpose or another wording can never pass for what somebody
agreed to; every version ever agreed to is kept (ConsentText).
"""

import hashlib
from dataclasses import dataclass

from superapp.people.models import AgencyClient, ConsentText

TH = "ข้าพเจ้ายินยอมให้แอปส่งข้อมูลตามรายการให้แก่ “{name}” เพื่อ{purpose} มีผลหนึ่งปี ถอนได้ทุกเมื่อในแอป และเมื่อถอนแล้วระบบจะหยุดส่งข้อมูลทันที"
EN = (
    "I agree that the app gives the listed information to “{name}”, for this purpose: {purpose}. "
    "This holds for a year. I may withdraw it in the app at any time, and nothing is given from then on."
)


@dataclass(frozen=True, slots=True)
class Words:
    """A consent's text in both languages, and its version."""

    version: str
    th: str
    en: str

    def in_(self, language: str) -> str:
        """Return the text in "en" or Thai."""
        return self.en if language == "en" else self.th


def words_for(client: AgencyClient) -> Words:
    """Return what somebody is asked to agree to when `client` wants to know about them."""
    th = TH.format(name=client.name_th, purpose=client.purpose_th)
    en = EN.format(name=client.name_en, purpose=client.purpose_en)
    digest = hashlib.sha256("\0".join((th, en)).encode()).hexdigest()
    return Words(f"release-{digest[:16]}", th, en)


def keep(words: Words) -> None:
    """Keep these words under their version, if they are not kept yet."""
    ConsentText.objects.bulk_create(
        [ConsentText(version=words.version, text_th=words.th, text_en=words.en)], ignore_conflicts=True
    )
