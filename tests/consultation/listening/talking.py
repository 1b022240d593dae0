"""A hearing in which people talk about three things, one of them in the words of a campaign."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from consultation.models import Comment, Hearing
from superapp.accounts.viewer import Viewer
from tests.consultation.comments import place
from tests.factories.services import NOW

CAMPAIGN = "ขอคัดค้านร่างกฎหมายฉบับนี้เพราะเพิ่มภาระค่าธรรมเนียมแก่ร้านค้ารายย่อยทั่วประเทศ"
WORDS = {
    "phone": (
        "ควรร้องเรียนทางโทรศัพท์สายด่วนได้ตลอดคืน ไม่ต้องรอเจ้าหน้าที่เปิดทำการ",
        "สายด่วนโทรศัพท์โทรไม่ค่อยติด อยากให้เพิ่มคู่สายรับเรื่องร้องเรียน",
        "คนแก่ใช้โทรศัพท์เป็นอย่างเดียว สายด่วนร้องเรียนต้องมีคนรับสายจริง",
        "โทรศัพท์ไปสายด่วนรอนานมาก ขอให้เพิ่มคู่สายและพนักงานรับสาย",
        "เห็นด้วยกับสายด่วนร้องเรียน แต่ควรโทรศัพท์ฟรีทั่วประเทศ",
        "ขอให้สายด่วนมีภาษามือและโทรศัพท์วิดีโอสำหรับคนหูหนวก",
        "โทรศัพท์สายด่วนควรมีเบอร์เดียวจำง่าย ทุกหน่วยงานใช้ร่วมกัน",
    ),
    "fine": (
        "ค่าปรับหนึ่งหมื่นบาทสูงเกินไปสำหรับแม่ค้าหาบเร่ในตลาดนัด",
        "ไม่เห็นด้วยกับค่าปรับ แม่ค้าในตลาดนัดรายได้น้อยไม่มีเงินจ่าย",
        "ค่าปรับควรลดลงตามรายได้ ร้านเล็กในตลาดนัดจ่ายไม่ไหว",
        "ขอให้ตักเตือนก่อนค่อยปรับ ค่าปรับหมื่นบาททำให้ตลาดนัดเจ๊ง",
        "ค่าปรับแบบขั้นบันไดดีกว่า แม่ค้ารายเล็กจ่ายน้อย รายใหญ่จ่ายมาก",
        "อัตราค่าปรับไม่เป็นธรรมกับร้านค้าตลาดนัด ควรทบทวนค่าปรับใหม่",
        "คัดค้านค่าปรับที่สูง เพราะแม่ค้าตลาดนัดไม่มีใบเสร็จ",
    ),
    "web": (
        "เว็บไซต์ร้องเรียนออนไลน์ต้องใช้งานบนมือถือได้ ไม่ต้องลงทะเบียนหลายรอบ",
        "อยากให้เว็บไซต์ออนไลน์ติดตามสถานะเรื่องร้องเรียนได้ด้วยรหัส",
        "เว็บไซต์ออนไลน์ของราชการล่มบ่อย ควรปรับปรุงระบบก่อนบังคับใช้",
        "ลงทะเบียนออนไลน์ยุ่งยาก เว็บไซต์ควรใช้บัตรประชาชนใบเดียวจบ",
        "ขอให้เว็บไซต์ออนไลน์มีตัวหนังสือใหญ่สำหรับผู้สูงอายุ",
        "ระบบออนไลน์ควรแจ้งเตือนสถานะทางเว็บไซต์และแอปพลิเคชัน",
        "เว็บไซต์ออนไลน์ควรแนบรูปถ่ายได้หลายรูปในครั้งเดียว",
    ),
}
GREETINGS = ("", "สวัสดีครับ ", "เรียนท่านผู้เกี่ยวข้อง ", "กราบเรียน ", "")
PHONE = "โทร 081-234-5678"


@dataclass(frozen=True)
class Talk:
    """What was said about what, and by whom."""

    hearing: Hearing
    comments: dict[str, list[Comment]]
    campaign: list[Comment]
    personal: Comment
    voices: list[Viewer]

    @property
    def all(self) -> list[Comment]:
        """Every comment."""
        return [*(one for some in self.comments.values() for one in some), *self.campaign, self.personal]


def spoken(hearing: Hearing, now: datetime = NOW) -> Talk:
    """Let seven people speak, each about every thing, five join a campaign, and one tell a telephone number."""
    joined = {"now": now, "created_at": now - timedelta(days=30)}
    voices = [place.make_voice(hearing, number, **joined)[0] for number in range(1, 8)]
    fine = hearing.version.texts.get(position=3).section
    said: dict[str, list[Comment]] = {name: [] for name in WORDS}
    for hour, (name, words) in enumerate(WORDS.items()):
        section = fine if name == "fine" else None
        for viewer, text in zip(voices, words, strict=True):
            at = now + timedelta(hours=hour)
            said[name].append(place.say(viewer, hearing, text, now=at, section=section))
    campaign = [
        place.say(viewer, hearing, f"{greeting}{CAMPAIGN}", now=now + timedelta(days=1))
        for viewer, greeting in zip(voices, GREETINGS, strict=False)
    ]
    personal = place.say(voices[6], hearing, f"สนใจร่วมให้ข้อมูลเรื่องสายด่วน {PHONE}", now=now + timedelta(days=1, hours=1))
    return Talk(hearing, said, campaign, personal, voices)
