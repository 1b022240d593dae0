"""Welfare at the officers' desk, listed for Django: one file per noun."""

from . import application, programme, rule_version

__all__ = ["application", "programme", "rule_version"]
