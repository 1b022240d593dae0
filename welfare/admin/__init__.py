"""Welfare at the officers' desk, listed for Django: one file per noun."""

from . import programme, rule_version

__all__ = ["programme", "rule_version"]
