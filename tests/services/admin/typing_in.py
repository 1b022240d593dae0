"""What a browser would send for a draft's form as it stands: so that a test can change one field and send the rest."""

from django.forms import BaseForm
from django.http import QueryDict

from services.admin.content_form import ContentForm


def as_typed(form: ContentForm, **changes: object) -> dict[str, object]:
    """Return the fields of the form with their values, `changes` laid over them."""
    sent = QueryDict(mutable=True)
    _put(sent, form.fields)
    for rows in form.rows.values():
        _put(sent, rows.management_form)
        for row in rows.forms:
            _put(sent, row)
    return dict(sent.lists()) | changes


def _put(sent: QueryDict, form: BaseForm) -> None:
    for bound in form:
        value = bound.value()
        if isinstance(value, list | tuple):
            sent.setlist(bound.html_name, [str(each) for each in value])
        elif value is not None and value is not False:
            # A browser ends lines with two characters.
            sent[bound.html_name] = str(value).replace("\n", "\r\n")
        elif not bound.html_name.endswith("-DELETE"):
            sent[bound.html_name] = ""
