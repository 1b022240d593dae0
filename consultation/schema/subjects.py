"""Subjects in the API: by what people follow hearings."""

from dataclasses import dataclass
from typing import Any

import graphene

from superapp.api.fields import Field

from .hearing_parts import in_language


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A subject's code and its names in "th" and "en"."""

    code: str
    names: dict[str, str]


class Subject(graphene.ObjectType):
    """A subject of laws."""

    is_public = True
    code = Field(graphene.String, required=True, description="Its code; it never changes.")
    name = Field(graphene.String, required=True, description="Its name.")

    def resolve_name(self: SubjectRow, info: Any) -> str:
        return in_language(info, self.names["th"], self.names["en"])
