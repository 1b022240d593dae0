"""The draft form as a whole: from a content to fields, and from what an officer typed back to a content.

What goes in comes out: a form sent back untouched gives the same content (a test does it with the whole catalogue).
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from services.actions.differences import Names
from services.models import FactName
from services.models.content import ContentFault, ServiceContent
from services.models.content_reading import LIST_LIMIT

from .content_fields import ChannelRow, ContentFields, EvidenceRow, FeeRow, LegalRow, RelatedRow

ROWS = {
    "channels": ChannelRow,
    "fees": FeeRow,
    "evidence": EvidenceRow,
    "legal": LegalRow,
    "related": RelatedRow,
}
PLAIN = (
    "name_th",
    "name_en",
    "description_th",
    "description_en",
    "category",
    "life_event",
    "focus_area",
    "audience",
    "kind",
    "digital_level",
    "processing_working_days",
    "login",
    "minimum_assurance",
    "outputs",
    "keywords",
)


class RowSet(forms.BaseFormSet):
    """Rows of one kind; a row marked for deletion, or left blank, is not there."""

    def clean(self) -> None:
        """Refuse a form that says it has fewer rows than it was given: rows are deleted by their mark only."""
        if self.total_form_count() < self.initial_form_count():
            raise forms.ValidationError("ข้อมูลของแบบฟอร์มไม่ครบ โปรดเปิดหน้านี้ใหม่")

    def kept(self) -> list[tuple[int, forms.Form]]:
        """Return the rows that count, each with its place in the form."""
        return [
            (place, form)
            for place, form in enumerate(self.forms)
            if not self._should_delete_form(form) and (place < self.initial_form_count() or form.has_changed())
        ]


class ContentForm:
    """A service's content as a form: `fields` and `rows`, with the same errors at both."""

    def __init__(
        self,
        *,
        agency: str,
        code: str,
        names: Names,
        content: ServiceContent | None = None,
        data: QueryDict | None = None,
    ) -> None:
        self.agency, self.names, self.code = agency, names, code
        initial = _initial(content) if content else {}
        self.fields = ContentFields(data, initial=initial, names=names)
        self.rows: dict[str, RowSet] = {}
        for name, row in ROWS.items():
            kind = forms.formset_factory(
                row, formset=RowSet, extra=0, can_delete=True, max_num=LIST_LIMIT, absolute_max=LIST_LIMIT + 10
            )
            more = {"form_kwargs": {"names": names, "own_code": code}} if name == "related" else {}
            given = None if content is None else getattr(content, name)
            self.rows[name] = kind(data, prefix=name, initial=_row_initial(name, given), **more)  # type: ignore[assignment]

    def is_valid(self) -> bool:
        """Tell whether everything can be read; errors stand at the fields."""
        is_good = self.fields.is_valid()
        for name, rows in self.rows.items():
            if not self._is_put_away(name):
                is_good = rows.is_valid() and is_good
        for name, words in (("fees", "ค่าธรรมเนียม"), ("evidence", "เอกสาร")):
            state = self.fields.cleaned_data.get(f"{name.removesuffix('s')}_state")
            if state == "rows" and not self.rows[name].kept():
                self.fields.add_error(f"{name.removesuffix('s')}_state", f"เพิ่มรายการ{words}อย่างน้อยหนึ่งรายการ")
                is_good = False
        return is_good

    def _is_put_away(self, name: str) -> bool:
        state = {"fees": "fee_state", "evidence": "evidence_state"}.get(name)
        return state is not None and self.fields.cleaned_data.get(state) in {"unknown", "free", "none"}

    def as_data(self) -> dict[str, Any]:
        """Return what was typed as the plain data of a content. Only after `is_valid()`."""
        clean = self.fields.cleaned_data
        data: dict[str, Any] = {"agency": self.agency} | {name: clean[name] for name in PLAIN}
        for name in ("description_th", "description_en"):
            data[name] = data[name].replace("\r\n", "\n")
        for name in ROWS:
            data[name] = None if self._is_put_away(name) else [_row_data(form) for _, form in self.rows[name].kept()]
        if clean["fee_state"] == "free":
            data["fees"] = [{"amount_satang": 0, "note_th": "", "note_en": ""}]
        if clean["evidence_state"] == "none":
            data["evidence"] = []
        data["related"] = [row["code"] for row in data["related"]]
        data["facts"] = {
            name: {"certainty": clean[f"{name}_certainty"], "source": clean[f"{name}_source"]}
            for name in FactName.values
        }
        return data

    def place(self, fault: ContentFault) -> None:
        """Put a fault that reading or an action found at the field it is about."""
        name, *rest = fault.path or ("",)
        message = fault.message("th")
        if name == "facts" and rest:
            self.fields.add_error(f"{rest[0]}_certainty", message)
        elif name in self.rows and rest and rest[0].isdigit():
            kept = self.rows[name].kept()
            if int(rest[0]) < len(kept):
                form = kept[int(rest[0])][1]
                field = rest[1] if len(rest) > 1 else next(iter(form.fields))
                form.add_error(field if field in form.fields else None, message)
        else:
            self.fields.add_error(name if name in self.fields.fields else None, message)

    def with_row(self, name: str, data: QueryDict) -> QueryDict:
        """Return what was typed with one more blank row of that kind, for browsers without scripts."""
        more = data.copy()
        total = f"{name}-TOTAL_FORMS"
        more[total] = str(min(int(data.get(total) or 0) + 1, LIST_LIMIT))
        return more


def _initial(content: ServiceContent) -> dict[str, Any]:
    initial = {name: getattr(content, name) for name in PLAIN}
    initial["processing_working_days"] = content.processing_working_days or ""
    initial["keywords"] = "\n".join(content.keywords)
    initial["fee_state"] = "unknown" if content.fees is None else "free" if _is_free(content) else "rows"
    initial["evidence_state"] = "unknown" if content.evidence is None else "rows" if content.evidence else "none"
    for name, standing in content.facts.items():
        initial[f"{name}_certainty"], initial[f"{name}_source"] = standing.certainty, standing.source
    return initial


def _is_free(content: ServiceContent) -> bool:
    # A free service with a note ("free for the first card") keeps its rows, so that the note is not lost.
    rows = content.fees or ()
    return not rows or (len(rows) == 1 and rows[0].amount_satang == 0 and not rows[0].note_th + rows[0].note_en)


def _row_initial(name: str, given: Any) -> list[Mapping[str, Any]]:
    if not given or (name == "fees" and len(given) == 1 and given[0].amount_satang == 0 and not given[0].note_th):
        return []
    if name == "related":
        return [{"code": code} for code in given]
    return [{field: getattr(row, field) for field in row.__slots__} for row in given]


def _row_data(form: forms.Form) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in form.fields if name != "DELETE"}
