"""Pseudonyms: what others see of somebody in one hearing. Drawn by chance, so nothing leads from one to the person."""

import secrets

# Neither colours nor animals people are insulted with: some of both have stood for camps of Thai politics.
_THINGS = (
    "กระดังงา กล้วยไม้ การเวก กาหลง แก้วเจ้าจอม ขนุน เข็มทอง คูน จามจุรี จำปี ชงโค ชมพู่ ดอกแก้ว ดาหลา ตะแบก ตาลโตนด ทองกวาว "
    "นกกระเต็น นกเงือก นกแซงแซว นกปรอด นางพญาเสือโคร่ง บุนนาค ปลากัด ปลาตะเพียน ปาริชาต ผีเสื้อ พยอม พิกุล พุดซ้อน "
    "มะขาม มะปราง มะลิ ยางนา รวงผึ้ง ราชาวดี ลำดวน ลำไย สนสามใบ สารภี หิ่งห้อย"
)
_PLACES = (
    "กลางทุ่ง กลางสวน ข้างรั้ว ชายคลอง ชายเขา ชายทะเล ชายป่า ต้นน้ำ ใต้สะพาน บนดอย บนเนิน ปลายนา ปากน้ำ ยามเช้า ยามเย็น ริมโขง "
    "ริมทาง ริมน้ำ ริมบึง ริมระเบียง รุ่งสาง ลมหนาว ลมเหนือ หน้าบ้าน หน้าฝน หน้าร้อน หน้าหนาว หลังฝน หลังสวน เหนือเขื่อน"
)
THINGS, PLACES = tuple(_THINGS.split()), tuple(_PLACES.split())
NUMBERS = 10_000


def draw() -> str:
    """Return a pseudonym of two Thai words and four digits: one of 12 million, drawn by chance."""
    return f"{secrets.choice(THINGS)}{secrets.choice(PLACES)} {secrets.randbelow(NUMBERS):04d}"
