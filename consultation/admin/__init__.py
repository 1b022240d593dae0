"""Consultations at the officers' desk, listed for Django: one file per noun."""

from . import draft_law

__all__ = ["draft_law"]
