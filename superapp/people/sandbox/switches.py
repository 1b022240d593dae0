"""How a sample provider misbehaves, for tests and measurements: everything real ones have been seen to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Switches:
    """One provider's manners. All off: it behaves."""

    without_kid: bool = False
    without_jti: bool = False
    without_nonce: bool = False
    key_number: int = 1
    delay_s: float = 0.0
    is_down: bool = False
    is_junk: bool = False
    issuer: str | None = None
    audience: str | None = None
    userinfo_subject: str | None = None
    subject: str | None = None
    pid: str | None = None
    without_pid: bool = False
    ial: str | None = None
    auth_age_s: int = 0
    token_host: str | None = None


_on: dict[str, Switches] = {}


def of(code: str) -> Switches:
    """Return the manners of provider `code`."""
    return _on.get(code, Switches())


@contextmanager
def switched(code: str, **changes: object) -> Iterator[None]:
    """Let provider `code` behave otherwise inside the block."""
    before = of(code)
    _on[code] = replace(before, **changes)  # type: ignore[arg-type]
    try:
        yield
    finally:
        _on[code] = before
