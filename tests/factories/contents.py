"""Contents of services drawn at random, for properties that hold for every one of them."""

from typing import Any

from hypothesis import strategies as st

from services.models import Certainty, Channel, FactName, Output, Service
from services.models.content_reading import ASSURANCE_LEVELS, AUDIENCES

LETTERS = st.characters(
    codec="utf-8",
    exclude_categories=["Cc", "Cs"],
    exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
)


def texts(most: int = 40, *, least: int = 0) -> st.SearchStrategy[str]:
    """Draw texts; with `least` 1, never blank ones."""
    drawn = st.one_of(st.sampled_from(["บัตรหาย", "ทำที่ไหน\nก็ได้", "Lost card"]), st.text(LETTERS, max_size=most))
    return drawn.filter(lambda text: text.strip() != "") if least else drawn


def _some(parts: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[list[Any]]:
    return st.lists(parts, max_size=most)


@st.composite
def contents(draw: st.DrawFn, agency: str = "DOPA", related: tuple[str, ...] = ()) -> dict[str, Any]:
    """Draw a content of the agency's as plain data; codes are those of the factories, so that it can be laid out."""
    amount = st.integers(0, 10**12)
    fee = st.one_of(
        st.fixed_dictionaries({"amount_satang": amount}, optional={"note_th": texts(), "note_en": texts()}),
        st.fixed_dictionaries({"note_th": texts(least=1)}, optional={"note_en": texts()}),
    )
    evidence = st.fixed_dictionaries(
        {"name_th": texts(least=1), "name_en": texts(least=1)}, optional={"note_th": texts(), "note_en": texts()}
    )
    channel = st.fixed_dictionaries(
        {"type": st.sampled_from(Channel.Type.values)},
        optional={"url": st.sampled_from(["", "https://www.dopa.go.th", "http://example.com/a?b=ค"])},
    )
    legal = st.fixed_dictionaries({"title_th": texts(least=1)}, optional={"title_en": texts(), "section": texts(20)})
    standing = st.fixed_dictionaries({"certainty": st.sampled_from(Certainty.values)}, optional={"source": texts()})
    content: dict[str, Any] = draw(
        st.fixed_dictionaries(
            {
                "agency": st.just(agency),
                "name_th": texts(least=1),
                "name_en": texts(least=1),
                "description_th": texts(least=1),
                "description_en": texts(least=1),
                "category": st.sampled_from(["id_card", "driving_vehicle"]),
                "life_event": st.sampled_from(["", "crime_victim", "start_business"]),
                "focus_area": st.sampled_from(["", "welfare"]),
                "audience": st.lists(st.sampled_from(AUDIENCES), min_size=1, max_size=3),
                "kind": st.sampled_from(Service.Kind.values),
                "digital_level": st.sampled_from(Service.DigitalLevel.values),
                "channels": _some(channel),
                "fees": st.none() | st.lists(fee, min_size=1, max_size=3),
                "processing_working_days": st.none() | st.integers(1, 1_000),
                "login": st.sampled_from(Service.Login.values),
                "minimum_assurance": st.sampled_from(["", *ASSURANCE_LEVELS]),
                "evidence": st.none() | _some(evidence),
                "outputs": _some(st.sampled_from(Output.Type.values)),
                "legal": _some(legal),
                "related": st.lists(st.sampled_from(related), unique=True) if related else st.just([]),
                "keywords": _some(texts(least=1)),
                "facts": st.fixed_dictionaries(dict.fromkeys(FactName.values, standing)),
            }
        )
    )
    return content
