"""Welfare at the officers' desk, listed for Django: one file per noun."""

from . import (
    application,
    payday,
    payday_batch,
    payday_disbursement,
    payday_troubles,
    programme,
    rule_version,
)

__all__ = [
    "application",
    "payday",
    "payday_batch",
    "payday_disbursement",
    "payday_troubles",
    "programme",
    "rule_version",
]
