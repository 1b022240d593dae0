"""The closed hearing that tests of answering use."""

from tests.consultation.answering.conftest import (
    approver,
    author,
    fresh_paces,
    head,
    spoken,
    stranger,
    talk,
)

__all__ = ["approver", "author", "fresh_paces", "head", "spoken", "stranger", "talk"]
