"""Thai digits: ๐ to ๙, read and written. Letters and marks pass through unchanged."""

THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"

_TO_ARABIC = str.maketrans(THAI_DIGITS, "0123456789")
_TO_THAI = str.maketrans("0123456789", THAI_DIGITS)


def to_arabic(text: str) -> str:
    """Return `text` with each Thai digit written as an Arabic one.

    >>> to_arabic("มาตรา ๓๙/๑")
    'มาตรา 39/1'
    """
    return text.translate(_TO_ARABIC)


def to_thai(text: str) -> str:
    """Return `text` with each Arabic digit written as a Thai one.

    >>> to_thai("พ.ศ. 2569")
    'พ.ศ. ๒๕๖๙'
    """
    return text.translate(_TO_THAI)
