"""Priorities of jobs where the usual 0 will not do: a thousand letters must not keep the bank or a closing waiting."""

from typing import Final

ON_TIME: Final = 30
"""What the law or an agency set for a moment."""

MONEY: Final = 20
"""What goes to the bank and comes from it."""

PAPER: Final = -10
"""Letters, receipts, downloads: long to make, and nobody loses by a few minutes."""
