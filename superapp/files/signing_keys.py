"""The keys documents are signed with, as DOCUMENT_SIGNING_KEYS names them: the first signs, all verify."""

from functools import lru_cache

from django.conf import settings

from superapp.paper.signing import Key, keys_of


def keys() -> tuple[Key, ...]:
    """Return every key, the one that signs first.

    :raises ValueError: when the setting is malformed; the message holds no key.
    """
    return _keys(settings.DOCUMENT_SIGNING_KEYS)


@lru_cache(maxsize=4)
def _keys(text: str) -> tuple[Key, ...]:
    try:
        return keys_of(text)
    except ValueError as error:
        raise ValueError(f"DOCUMENT_SIGNING_KEYS: {error}") from None
