"""The words this room knows: dictionary, lists and their version.

Everything a result depends on besides the code is a text file in `data/`. The version that results carry ends in the
first eight hexadecimal digits of one SHA-256 over all of them, so a changed list shows in every result made with it.
"""

import hashlib
import os
from collections.abc import Mapping
from functools import cache
from importlib import metadata, resources
from typing import Final

# Some parts of the library reach for the network; none of those is used here, and this makes sure.
os.environ.setdefault("PYTHAINLP_OFFLINE", "1")

from pythainlp.corpus import thai_family_names, thai_female_names, thai_male_names, thai_stopwords

from superapp.thai.words import Lexicon

RULES: Final = "1"
"""Rises when the code of an analysis changes what it gives for an unchanged text."""

FILES: Final = (
    "idf.txt",
    "insults.txt",
    "karaoke.txt",
    "kept_words.txt",
    "law_titles.txt",
    "particles.txt",
    "profanity.txt",
    "terms.txt",
)


def lines(name: str) -> tuple[str, ...]:
    """Return the entries of a data file in their order, without remarks and empty lines."""
    return tuple(line for line in _content(name).decode().splitlines() if line and not line.startswith("#"))


@cache
def lexicon() -> Lexicon:
    """Return the dictionary that cuts comments into words; the first call costs about half a second and 90 MB."""
    terms = {*lines("terms.txt"), *lines("profanity.txt"), *lines("insults.txt")}
    return Lexicon(term for term in sorted(terms) if not term.isascii())


@cache
def given_names() -> frozenset[str]:
    """Return the given names that the library lists."""
    return frozenset(thai_male_names() | thai_female_names())


@cache
def family_names() -> frozenset[str]:
    """Return the family names that the library lists; rare and foreign ones are missing."""
    return frozenset(thai_family_names())


@cache
def stop_words() -> frozenset[str]:
    """Return words that say nothing about a subject: the library's, less those that negate, demand or limit."""
    return frozenset(thai_stopwords() - kept_words()) | frozenset(lines("particles.txt"))


@cache
def kept_words() -> frozenset[str]:
    """Return the words that stay in a text although the library would stop them: negation, duty, request, condition."""
    return frozenset(lines("kept_words.txt"))


@cache
def version() -> str:
    """Return the version of the room's results, such as "1-0a1b2c3d"."""
    contents = {name: _content(name) for name in FILES}
    own = resources.files("superapp.thai").joinpath("data/terms.txt").read_bytes()
    # The dictionary of 62,000 words and the lists of names come with the library.
    library = metadata.version("pythainlp").encode()
    return version_of(contents | {"superapp.thai": own, "pythainlp": library})


def version_of(contents: Mapping[str, bytes]) -> str:
    """Return the version that results made with these named contents carry.

    >>> version_of({"terms.txt": b"a"}) != version_of({"terms.txt": b"b"})
    True
    """
    whole = hashlib.sha256()
    for name in sorted(contents):
        whole.update(f"{name}\0{len(contents[name])}\0".encode())
        whole.update(contents[name])
    return f"{RULES}-{whole.hexdigest()[:8]}"


def _content(name: str) -> bytes:
    return resources.files("consultation.text").joinpath(f"data/{name}").read_bytes()
