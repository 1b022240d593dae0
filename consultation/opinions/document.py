"""The map as one JSON document, with a place and a group for each person of the file: for research, never for a live
hearing. Its bytes are the same for the same votes, seed and libraries.
"""

import json
from typing import Any, Final

from .analysis import ALGORITHM, Analysis
from .reading import Conversation

_DECIMALS: Final = 6


def written(read: Conversation, found: Analysis) -> str:
    """Return the document as JSON, without a line break."""
    return json.dumps(document(read, found), ensure_ascii=False, separators=(",", ":"))


def document(read: Conversation, found: Analysis) -> dict[str, Any]:
    """Return the document: people in the order of their ids, those without any vote last."""
    return {
        "participants": [
            *_people(read, found),
            *({"id": each, "x": 0.0, "y": 0.0, "group": None} for each in read.silent),
        ],
        "k": found.k,
        "groups": [
            {"id": group, "size": size, "representative": [_told(each, read) for each in found.representative[group]]}
            for group, size in enumerate(found.sizes)
        ],
        "consensus": [_told(each, read) for each in found.consensus],
        "variance_explained": [_rounded(share) for share in found.plane.explained],
        "silhouette": {str(k): _rounded(width) for k, width in sorted(found.silhouettes.items())},
        "stability": {
            "ari_median": _rounded(found.stability.median),
            "ari_min": _rounded(found.stability.minimum),
            "runs": found.stability.runs,
        },
        "publication": {"allowed": not found.reasons, "reasons": list(found.reasons)},
        "input_hash": read.digest,
        "algorithm": ALGORITHM,
    }


def _people(read: Conversation, found: Analysis) -> list[dict[str, Any]]:
    return [
        {"id": person, "x": x, "y": y, "group": group if group >= 0 else None}
        for person, (x, y), group in zip(
            read.people, found.plane.coordinates.tolist(), found.group_of.tolist(), strict=True
        )
    ]


def _told(each: Any, read: Conversation) -> dict[str, Any]:
    """Return a representative or consensus statement under its id in the file."""
    told = {name: getattr(each, name) for name in each.__dataclass_fields__}
    return {name: _rounded(value) for name, value in told.items()} | {"statement": read.statements[each.statement]}


def _rounded(value: Any) -> Any:
    return round(value, _DECIMALS) if isinstance(value, float) else value
