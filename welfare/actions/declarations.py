"""What a citizen tells about themselves: declared, changed, taken back."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from superapp.accounts import acting
from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.refusal import Refusal
from welfare.models import Declaration
from welfare.rules.facts import Vocabulary

MOST_BYTES = 60_000


class DeclarationTooLong(Refusal):
    """More facts, or longer lists, than anybody needs."""

    code = "DECLARATION_TOO_LONG"
    th = "ข้อมูลที่แจ้งยาวเกินไป โปรดแจ้งเฉพาะที่ถามหา"
    en = "Too much was declared at once. Tell only what is asked for."


def declare(
    *, viewer: Viewer, citizen: Citizen, facts: Mapping[str, Any], vocabulary: Vocabulary, now: datetime
) -> int:
    """Keep `facts` by name as told by `citizen`; None takes a fact back. Return how many are kept now.

    Values are as the engine reads them and were checked by it before; lists are whole.

    :raises OutOfScope: when a mandate does not cover applying.
    :raises DeclarationTooLong: when all together would be longer than 60,000 bytes.
    """
    acting.require(viewer, "apply")
    with transaction.atomic():
        # The citizen's row is the lock: the first declaration has no row of its own to wait for.
        citizen = Citizen.objects.select_for_update(of=("self",)).select_related("account").get(pk=citizen.pk)
        row = Declaration.objects.filter(citizen=citizen).first()
        if row is None:
            row, kept = Declaration(citizen=citizen, revision=0), {}
        else:
            row.citizen = citizen
            kept = row.read()
        for name, value in facts.items():
            if value is None:
                kept.pop(name, None)
            elif name in vocabulary.facts:
                kept[name] = {"value": value, "at": now.isoformat()}
        if len(json.dumps(kept, ensure_ascii=False).encode()) > MOST_BYTES:
            raise DeclarationTooLong(path=("facts",))
        row.seal(kept)
        row.revision += 1
        row.changed_at = now
        row.save()
    return len(kept)
