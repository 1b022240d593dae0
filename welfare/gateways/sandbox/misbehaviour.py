"""How the sandbox bank errs, on purpose and repeatably: every real bank has done each of these."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Death(StrEnum):
    """Where the bank dies once, to come back at the next call: before the file is in its book, when the file is in but
    nobody was told, or when money has moved but no message was written."""

    MID_FILE = "mid_file"
    BEFORE_ANSWERING = "before_answering"
    AFTER_BOOKING = "after_booking"


@dataclass(frozen=True, slots=True)
class Misbehaviour:
    """Shares are per thousand, of payees or of messages. The plan without arguments is a perfect bank.

    `bad_accounts` maps a payee's account number or citizen id to the reason it is refused for, each time: who names
    another account is paid. `reject`, `reject_later` and `give_back` map a reason to its share of payees: refused at
    once, refused after being accepted, and paid but returned by the next `settle`. `wrong_amount` books one satang too
    many; `stray` books, and tells of, a payment nobody asked for. Messages come up to `delay_s` late, `twice`, shuffled
    (`out_of_order`), or behind a copy that is cut off (`truncated`) or poisoned (`hostile`). `deaf` does not take a
    file and does not answer; `mute` takes it and does not answer. Each attempt is drawn anew, so sending again ends
    well.
    """

    bad_accounts: Mapping[str, str] = field(default_factory=dict, repr=False)
    reject: Mapping[str, int] = field(default_factory=dict)
    reject_later: Mapping[str, int] = field(default_factory=dict)
    give_back: Mapping[str, int] = field(default_factory=dict)
    wrong_amount: int = 0
    stray: int = 0
    delay_s: int = 0
    twice: int = 0
    out_of_order: bool = False
    truncated: int = 0
    hostile: int = 0
    deaf: int = 0
    mute: int = 0
    deaths: frozenset[Death] = frozenset()


def drawn(seed: int, *about: object) -> int:
    """Return 0 to 999 for a thing, always the same for one seed, whatever was drawn before it."""
    text = "|".join(str(one) for one in (seed, *about))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) % 1000


def chosen(shares: Mapping[str, int], draw: int) -> str | None:
    """Return the reason whose share `draw` falls into, None when it falls into none."""
    reached = 0
    for reason, share in shares.items():
        reached += share
        if draw < reached:
            return reason
    return None


def poisoned(content: bytes, draw: int) -> bytes:
    """Return what somebody in the middle might send instead of `content`: entities, endless nesting, or a flood."""
    if draw % 3 == 0:
        bomb = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        return content.replace(b"<Document", bomb + b"<Document", 1)
    if draw % 3 == 1:
        return b"<Document>" * 50_000
    return content.replace(b"<MsgId>", b"<MsgId>" + b"A" * 2_000_000, 1)
