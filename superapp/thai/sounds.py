"""How Thai sounds, loosely: one key for Thai script and for Thai written in Latin letters.

Nobody agrees how to write Thai in Latin letters ("bat prachachon", "bud pachachon"), and misspelt Thai usually sounds
right. The key therefore keeps what such spellings share. It drops tone, vowel length, silent letters, the second
consonant of a cluster and the difference between aspirated and plain stops, and writes r as l. Two texts with equal
keys sound alike to a generous ear; the key is not a transcription to show.
"""

import re
from functools import cache, lru_cache
from typing import Final

from pythainlp.corpus import thai_syllables
from pythainlp.tokenize.newmm import segment
from pythainlp.util import Trie

_ONSET: Final = {
    letter: sound
    for letters, sound in (
        ("กขฃคฅฆ", "k"), ("ง", "N"), ("จฉชฌ", "c"), ("ซศษส", "s"), ("ญย", "y"), ("ดฎ", "d"), ("ตฏถฐทธฑฒ", "t"),
        ("นณ", "n"), ("บ", "b"), ("ปผพภ", "p"), ("ฝฟ", "f"), ("ม", "m"), ("รลฬฤ", "l"), ("ว", "w"), ("หฮ", "h"),
        ("อ", ""),
    )
    for letter in letters
}  # fmt: skip
_FINAL: Final = {"k": "k", "N": "N", "c": "t", "s": "t", "d": "t", "t": "t", "n": "n", "l": "n", "b": "p", "p": "p",
                 "f": "p", "m": "m", "y": "i", "w": "o", "h": "", "": ""}  # fmt: skip

_SILENT: Final = re.compile("[ก-ฮ][ิุ]?์")
_TONES: Final = re.compile("[่-๋ๆฯ็ฺํ๎]")
_K: Final = "(?P<k>ทร(?=[าั])|[กขคตปผพ][รล](?=[ะ-ูอ]|[ก-ฮ]$)|(?<=[เ-ไ])[กขคตปผพ][รล]|ห[งญนมยรลวณ](?=[ะ-ูก-ฮ])|[ก-ฮ])"
_LEAD_K: Final = "(?P<k>[กขคฆตปผพ][รลว](?=[ก-ฮะ-ูอ])|[กขคตปผพ][รล]|ห[งญนมยรลวณ](?=[ก-ฮะ-ู])|[สศซ]ร|[ก-ฮ])"
_F: Final = "(?P<f>[ก-ฮ](?![ะ-ู]))"
# After a long vowel a last consonant with a short vowel on it closes the syllable and the vowel is silent (ญาติ).
_F_SILENT: Final = "(?P<f>[ก-ฮ](?![ะ-ู])|[ก-ฮ](?=[ิุ]$))"
_UNWRITTEN: Final = "O"
_SHAPES: Final = tuple(
    (re.compile(pattern), vowel)
    for pattern, vowel in (
        (f"เ{_LEAD_K}ียว(?![ะ-ู])", "iao"),
        (f"เ{_LEAD_K}ีย{_F}?", "ia"),
        (f"เ{_LEAD_K}ือ{_F}?", "ua"),
        (f"เ{_LEAD_K}าะ", "o"),
        (f"เ{_LEAD_K}า", "ao"),
        (f"เ{_LEAD_K}อะ?{_F}?", "e"),
        (f"เ{_LEAD_K}ิ{_F}?", "e"),
        (f"เ{_LEAD_K}ย", "ei"),
        (f"[เแ]{_LEAD_K}ะ", "e"),
        (f"[เแ]{_LEAD_K}{_F_SILENT}?", "e"),
        (f"โ{_LEAD_K}ะ?{_F}?", "o"),
        # No final consonant follows these two, so a silent ห always leads here (ไหล).
        ("[ใไ]ห(?P<k>[งญนมยรลวณ])", "ai"),
        (f"[ใไ]{_LEAD_K}ย?", "ai"),
        (f"{_K}ัวะ?", "ua"),
        (f"{_K}ั{_F_SILENT}?", "a"),
        (f"{_K}ำ", "am"),
        (f"{_K}า{_F_SILENT}?", "a"),
        (f"{_K}ะ", "a"),
        (f"{_K}[ีิ]{_F}?", "i"),
        (f"{_K}[ึื]อ?{_F}?", "u"),
        (f"{_K}[ุู]{_F}?", "u"),
        (f"{_K}รร{_F}", "a"),
        (f"{_K}รร", "an"),
        (f"{_K}ว{_F}", "ua"),
        (f"{_K}อ(?![ะ-ู]){_F}?", "o"),
        (f"{_K}{_F}", _UNWRITTEN),
        (_K, "a"),
    )
)
_RUN: Final = re.compile("[\u0e01-\u0e4e]+|[a-z]+")
_CLUSTER: Final = re.compile("([kptsbcdf])l(?=[aeiou])")
_SILENT_TAIL: Final = re.compile("[ก-ฮ]?[ิุ]?")

_LATIN: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"([aeiou])r(?![aeiouy])", r"\1"),
        ("ng", "N"), ("kh|ck|q|g", "k"), ("ph|bp", "p"), ("dt|th", "t"), ("tch|ch|j", "c"), ("sh|z", "s"),
        ("v", "w"), ("r", "l"), ("x", "ks"), (r"([bcdfklmnpstwyN])\1", r"\1"),
        ("ee|ii|ey(?![aeiou])", "i"), ("oo|ou|uu", "u"), ("aa", "a"), ("uea|eua|uua|ueu?a", "ua"),
        ("uoi", "uai"), ("uo(?![aeiou])", "ua"), ("iea|ie(?![aeiou])|ea(?=[nNmkptbdo]|$)|ia", "ia"),
        ("ae", "e"), ("oe|eu(?=[aeiounNkmptbd]|$)", "e"), ("ue", "u"),
        ("aw(?![aeiou])|au(?=[nNkmptbd])", "o"), ("au", "ao"),
        (r"([aeou])y(?![aeiou])", r"\1i"), (r"([aiueo])h(?![aeiou])", r"\1"),
        ("(?<=[ptc])h", ""),
        (r"(?<=[aeiou])d(?![aeiou])", "t"), (r"(?<=[aeiou])b(?![aeiou])", "p"), (r"(?<=[aeiou])l(?![aeiou])", "n"),
        (r"(?<=[aeiou])[sc](?![aeiou])", "t"), (r"(?<=[aeiou])f(?![aeiou])", "p"),
        (r"(?<=[aeiu])w(?![aeiou])", "o"),
    )
)  # fmt: skip


def key(text: str) -> str:
    """Return the loose sound of `text`, Thai or Latin script or both; "" where nothing sounds.

    >>> key("บัตรประชาชน") == key("bat prachachon")
    True
    """
    return loose("".join(syllables(text.lower())))


def loose(sound: str) -> str:
    """Return `sound`, joined from `syllables`, without the second consonants of its clusters."""
    return _CLUSTER.sub(r"\1", sound)


@lru_cache(maxsize=20_000)
def syllables(text: str) -> tuple[str, ...]:
    """Return the sound of each syllable of the Thai, and of each word of the Latin, in lower-case `text`.

    Clusters are still whole here: of two words with one key, the one whose syllables agree too is the likelier.
    """
    found: list[str] = []
    for run in _RUN.finditer(text):
        piece = run.group()
        if "a" <= piece[0] <= "z":
            found.append(_latin(piece))
        else:
            for syllable in segment(piece, _syllable_trie(), safe_mode=True):
                found += _thai(syllable)
    return tuple(sound for sound in found if sound)


@lru_cache(maxsize=20_000)
def _thai(syllable: str) -> tuple[str, ...]:
    text = _TONES.sub("", _SILENT.sub("", syllable))
    sounds: list[str] = []
    start = 0
    while start < len(text):
        for shape, vowel in _SHAPES:
            found = shape.match(text, start)
            if found:
                parts = found.groupdict()
                sounds.append(_onset(parts["k"]) + vowel.lower() + _close(vowel, parts.get("f")))
                start = found.end()
                # Letters left after the final consonant are silent (จันทร์, บัตร) unless they start a syllable.
                if vowel != _UNWRITTEN and parts.get("f") and _SILENT_TAIL.fullmatch(text, start):
                    start = len(text)
                break
        else:
            start += 1
    return tuple(sounds)


def _onset(letters: str) -> str:
    if letters in ("ทร", "สร", "ศร", "ซร"):
        return "s"
    if len(letters) == 2 and letters[0] == "ห":
        return _ONSET[letters[1]]
    sound = _ONSET.get(letters[0], "")
    return sound + _ONSET[letters[1]] if len(letters) == 2 else sound


def _close(vowel: str, final: str | None) -> str:
    if not final or vowel == "am":
        return ""
    return "n" if final == "ญ" else _FINAL[_ONSET.get(final, "")]


@lru_cache(maxsize=20_000)
def _latin(word: str) -> str:
    for pattern, sound in _LATIN:
        word = pattern.sub(sound, word)
    return word


@cache
def _syllable_trie() -> Trie:
    return Trie(word for word in thai_syllables() if "." not in word)
