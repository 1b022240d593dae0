"""The register knows every column there is, and nothing that is not."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import BinaryField, Model
from django.utils.module_loading import import_string

from superapp.people.models import register

HOW = """
The register of personal data does not know every column (docs/personal-data.md, "Adding a table or a column").
Add these to the files in superapp/people/personal_data/, each name under ONE of none, pseudonym, personal, sensitive;
a table with anything but none also says owner, purpose, basis, retention and erasure:
"""


def every_model() -> list[type[Model]]:
    # Models of tests themselves are nobody's business.
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if not model.__module__.startswith("tests.") and model._meta.managed]


def test_every_column_is_registered():
    known = register.holdings()
    missing = []
    for model in every_model():
        held = known.get(model._meta.label_lower)
        columns = [field.name for field in model._meta.concrete_fields]
        lacking = [name for name in columns if held is None or name not in held.columns]
        if lacking:
            names = ", ".join(lacking)
            missing.append(f"  {model._meta.app_label}.yaml\n    {model._meta.model_name}:\n      none: [{names}]")

    assert not missing, HOW + "\n".join(missing)


def test_nothing_is_registered_that_is_not_there():
    there = {model._meta.label_lower: {field.name for field in model._meta.concrete_fields} for model in every_model()}
    gone = [
        f"{label}.{column}"
        for label, holding in register.holdings().items()
        for column in holding.columns
        if column not in there.get(label, set())
    ]

    assert gone == [], "superapp/people/personal_data/ names columns that are gone: take these lines out."


def test_every_path_to_a_citizen_can_be_asked(db: None):
    from tests.factories.people import make_person

    somying, somchai = make_person(1), make_person(2)

    counts = {label: holding.rows_of(somying).count() for label, holding in register.holdings().items()}

    assert {label: count for label, count in counts.items() if count} == {"accounts.account": 1, "accounts.citizen": 1}
    assert [row.pk for row in register.holdings()["accounts.citizen"].rows_of(somchai)] == [somchai.pk]


def test_every_binary_column_says_how_it_is_sealed():
    bare = [
        f"{model._meta.label_lower}.{field.name}"
        for model in every_model()
        for field in model._meta.concrete_fields
        if isinstance(field, BinaryField)
        and register.holdings()[model._meta.label_lower].columns[field.name].sealing is None
    ]

    assert bare == []


def test_what_is_forgotten_by_the_clock_has_the_column_it_counts_from():
    for holding in register.holdings().values():
        if holding.forgetting:
            assert holding.forgetting.after in holding.columns, holding.label
        for column in holding.columns.values():
            if column.sealing and column.sealing.through:
                assert callable(import_string(column.sealing.through)), f"{holding.label}.{column.name}"


def test_whoever_asks_for_a_copy_gets_everything_that_is_about_them():
    """What is left out is left out on purpose: `withheld`, with the reason beside it."""
    left_out = [
        f"{label}.{column.name}"
        for label, holding in register.holdings().items()
        for column in holding.columns.values()
        if holding.owners and column.kind in ("personal", "sensitive") and column.is_exported == column.is_withheld
    ]

    assert left_out == [], "Put each under export: or under withheld: (with a remark why), never both."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("citizen: {none: [id], persnal: [name]}", "citizen: found persnal; expected only"),
        ("citizen: [id]", "found list"),
        ("citizen: {none: [id], personal: [id]}", "a column stands under two kinds"),
        ("citizen: {personal: [name]}", "purpose is None; expected one of words.yaml's purposes"),
        (
            "citizen: {personal: [name], purpose: account, basis: consent, retention: account}",
            "say why with because",
        ),
        ("citizen: {none: [id], erasure: maybe}", "erasure is 'maybe'; expected destroy or keep"),
        ("citizen: {none: [id], export: [name]}", "export names name, which stands under no kind"),
        ("citizen: {none: [id], sealed: {id: {by: me}}}", "sealed id: expected by: own or master"),
        ("citizen: [", "is no YAML"),
    ],
    ids=str,
)
def test_a_file_that_cannot_be_used_says_where_and_how_to_mend_it(tmp_path: Path, text: str, told: str):
    path = tmp_path / "accounts.yaml"
    path.write_text(text)

    with pytest.raises(register.RegisterFault, match=r"accounts\.yaml") as caught:
        register.read(path)

    assert told in str(caught.value)
