"""English words: cutting, and a light stemmer that makes "renewing", "renewed" and "renewals" one word."""

import re
from functools import lru_cache
from typing import Final

from services.search import wordlists

WORD: Final = re.compile(r"[a-z][a-z'’]*")

# British and American spellings and common short forms of the words that name services.
_SAME: Final = {
    "license": "licence", "licens": "licence", "licenc": "licence", "licences": "licence", "licenses": "licence",
    "driving": "drive", "driver": "drive", "drivers": "drive", "labor": "labour", "kid": "child", "kids": "child",
    "children": "child", "childs": "child", "babies": "baby", "lost": "lose", "losing": "lose", "loss": "lose",
    "stolen": "steal", "stole": "steal", "theft": "steal", "paid": "pay", "died": "die", "dead": "die",
    "death": "die", "dying": "die", "passed": "pass", "fone": "phone", "telephone": "phone", "mobile": "phone",
    "cellphone": "phone", "id": "id", "ids": "id", "cards": "card", "taxes": "tax", "wife": "wife", "wives": "wife",
    "married": "marry", "marriage": "marry", "wedding": "marry", "thailand": "thai", "vaccination": "vaccine",
    "vaccinate": "vaccine", "vaccinated": "vaccine", "certificates": "certificate", "cert": "certificate",
    "motorcycle": "motorbike", "motorcycles": "motorbike", "bike": "motorbike", "electric": "electricity",
    "electrical": "electricity", "foreigners": "foreign", "foreigner": "foreign", "photocopy": "copy",
    "unemployed": "unemploy", "unemployment": "unemploy", "jobless": "unemploy", "naturalisation": "naturalis",
    "naturalization": "naturalis", "legalisation": "legalis", "legalization": "legalis", "elderly": "elder",
    "older": "elder", "old": "old", "disabled": "disabl", "disability": "disabl", "disabilities": "disabl",
    "renewal": "renew", "expiry": "expire", "expired": "expire", "expiring": "expire", "bought": "buy",
    "sold": "sell", "selling": "sell", "broke": "break", "broken": "break", "built": "build", "building": "build",
    "complaint": "complain", "complaints": "complain", "registration": "regist", "register": "regist",
    "registering": "regist", "registered": "regist", "registry": "regist", "application": "apply",
    "applying": "apply", "applied": "apply", "booking": "book", "booked": "book", "payment": "pay", "payments": "pay",
    "notification": "notify", "notifying": "notify", "citizenship": "citizen", "scammed": "scam",
    "scammer": "scam", "scams": "scam", "robbed": "rob", "robbery": "rob", "hospitals": "hospital",
    "tourism": "tourist",
}  # fmt: skip

_FIXED: Final = _SAME | {word: word for word in _SAME.values()}
_ENDINGS: Final = (
    ("ations", ""), ("ation", ""), ("ements", "e"), ("ement", "e"), ("ments", "ment"), ("nesses", ""), ("ness", ""),
    ("ings", ""), ("ing", ""), ("ies", "y"), ("ied", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"),
    ("als", "al"), ("ers", "er"), ("ed", ""), ("ly", ""),
)  # fmt: skip


@lru_cache(maxsize=10_000)
def stem(word: str) -> str:
    """Return what `word` (lower case) shares with its other forms; not always a word itself.

    >>> stem("renewing") == stem("renewals")
    True
    """
    word = word.replace("’", "'")
    if word.endswith("'s"):
        word = word[:-2]
    word = word.replace("'", "")
    if word in _FIXED:
        return _FIXED[word]
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + instead
            break
    else:
        if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
            word = word[:-1]
    if word in _FIXED:
        return _FIXED[word]
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    if len(word) > 4 and word.endswith("e"):
        word = word[:-1]
    return word


FUNCTION: Final = frozenset(stem(str(word).lower()) for word in wordlists.load("everyday")["function_en"])
"""Stems of words that say nothing about any service, such as "where" and "please"."""
