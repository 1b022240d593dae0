"""Amounts of money for people to read. Inside, money is a whole number of satang; 100 satang are one baht.

An amount is neutral here: whether zero means "free" or "nothing left" is for whoever knows what it stands for.
"""

UNITS = {"th": "บาท", "en": "baht"}


def text(satang: int, language: str = "th") -> str:
    """Return the amount with its unit: Thai, or English when `language` is "en".

    Whole baht are written without decimals, others with two.

    >>> text(125050)
    '1,250.50 บาท'
    >>> text(125000, "en")
    '1,250 baht'

    :raises TypeError: when `satang` is not a whole number; a float has already lost money.
    """
    return f"{number(satang)} {UNITS.get(language, UNITS['th'])}"


def number(satang: int) -> str:
    """Return the amount in baht, grouped by thousands, without its unit.

    >>> number(-5)
    '-0.05'

    :raises TypeError: when `satang` is not a whole number.
    """
    if not isinstance(satang, int) or isinstance(satang, bool):
        raise TypeError(f"satang must be a whole number, found {type(satang).__name__}")
    baht, rest = divmod(abs(satang), 100)
    decimals = f".{rest:02}" if rest else ""
    return f"{'-' if satang < 0 else ''}{baht:,}{decimals}"
