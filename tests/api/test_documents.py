"""Known documents: read once, limited before they are validated, remembered when they fail."""

import pytest

from superapp.api import limits
from superapp.api.documents import Documents
from superapp.api.errors import RequestRefused
from superapp.api.lru import Bounded
from tests.api import toy


@pytest.fixture(scope="module")
def contract():
    return toy.contract()


@pytest.fixture
def documents(contract) -> Documents:
    return Documents(contract, profile="closed")


def refusal_of(documents: Documents, text: str) -> RequestRefused:
    with pytest.raises(RequestRefused) as refused:
        documents.read(text)
    return refused.value


def fragments(number: int, inner: str) -> str:
    """Return a chain of fragments in which each spreads the next twice."""
    links = [
        f"fragment f{place} on Town {{ name ...f{place + 1} ... on Town {{ ...f{place + 1} }} }}"
        for place in range(number - 1)
    ]
    return " ".join([*links, f"fragment f{number - 1} on Town {{ {inner} }}"])


def test_the_same_text_is_read_once(documents: Documents):
    assert documents.read("{ whoami }") is documents.read("{ whoami }")


def test_a_bad_text_is_validated_once(documents: Documents, monkeypatch: pytest.MonkeyPatch):
    first = refusal_of(documents, "{ nothing }")
    monkeypatch.setattr(documents, "learn", None)

    assert refusal_of(documents, "{ nothing }") is first


def test_what_fails_does_not_push_out_what_works(documents: Documents):
    kept = documents.read("{ whoami }")

    for number in range(1200):
        refusal_of(documents, f"{{ nothing{number} ")

    assert documents.read("{ whoami }") is kept


@pytest.mark.parametrize(
    ("text", "limit", "allowed", "found"),
    [
        ("{ whoami }" + " " * 20_000, "textCharacters", 20_000, 20_010),
        ("{" + " whoami" * 1000 + "}", "tokens", 1000, 1001),
        ("#c\n" * 101 + "{ whoami }", "comments", 100, 101),
        ('{ strangeTown(river: "ping") { river ' + "{ twin " * 11 + "{ name }" + "}" * 13, "depth", 12, 14),
        ("{" + " a: whoami" * 31 + "}", "aliases", 30, 31),
        ("{ whoami" + " @skip(if: false)" * 21 + "}", "directives", 20, 21),
        ("{" + " whoami" * 11 + "}", "rootFields", 10, 11),
        ('{ town(code: "x") { ' + "name " * 31 + "} }", "repeats", 30, 31),
        ('{ town(code: "x") { ' + "... { name } " * 31 + "} }", "repeats", 30, 31),
        ('{ town(code: "x") { ' + "...f " * 31 + "} } fragment f on Town { river { name } }", "repeats", 30, 31),
        ('{ town(code: "x") { name } } fragment f on Town { ' + "name " * 31 + "}", "repeats", 30, 31),
        ("mutation {" + ' nameTown(input: {code: "x", newName: "y"}) { town { name } }' * 6 + "}", "rootFields", 5, 6),
        ("{ whoami } " + "".join(f"fragment f{n} on Town {{ name }} " for n in range(21)), "fragments", 20, 21),
        ("".join(f"query q{n} {{ whoami }} " for n in range(11)), "operations", 10, 11),
        # Fragments are expanded: nineteen of them double one alias 2^18 times.
        ('{ town(code: "x") { ...f0 } } ' + fragments(19, "a: name"), "aliases", 30, 2**18),
        ("query q @skip(if: true)" * 1 + "{ whoami" + " @skip(if: true)" * 20 + "}", "directives", 20, 21),
        ("query ($a: Int" + " @skip(if: true)" * 21 + ") { whoami }", "directives", 20, 21),
    ],
)
def test_each_limit_is_named_with_what_it_allows_and_what_was_found(
    documents: Documents, text: str, limit: str, allowed: int, found: int
):
    refused = refusal_of(documents, text)

    assert refused.kind.code == "TOO_COMPLEX"
    assert refused.extensions == {"limit": limit, "allowed": allowed, "found": found}


@pytest.mark.parametrize(
    "text",
    [
        '{ strangeTown(river: "ping") { river ' + "{ twin " * 9 + "{ name }" + "}" * 11,
        "{" + " ".join(f"a{n}: whoami" for n in range(10)) + "}",
        "{ whoami" + " @include(if: true)" + "}",
    ],
)
def test_what_is_within_the_limits_is_taken(documents: Documents, text: str):
    assert len(documents.read(text).operations) == 1


def test_at_most_five_validation_errors_are_told(documents: Documents):
    refused = refusal_of(documents, "{ a1 a2 a3 a4 a5 a6 a7 a8 }")

    assert refused.kind.code == "GRAPHQL_VALIDATION_FAILED"
    assert len(refused.details) == 6
    assert refused.details[5].message.startswith("Too many validation errors")


@pytest.mark.parametrize(
    "text", [r'{ echo(text: "a\u0000b") }', r'{ echo(text: "a\u{0}b") }', r'{ echo(text: "\u{00}") }']
)
def test_a_nul_in_the_text_is_refused(documents: Documents, text: str):
    assert refusal_of(documents, text).kind.code == "BAD_USER_INPUT"


def test_an_escaped_backslash_before_u0000_is_no_nul(documents: Documents):
    assert len(documents.read(r'{ echo(text: "\\u0000") }').operations) == 1


def test_circles_and_unknown_fragments_are_left_to_validation(documents: Documents):
    circle = '{ town(code: "x") { ...a } } fragment a on Town { ...b } fragment b on Town { ...a }'

    assert refusal_of(documents, circle).kind.code == "GRAPHQL_VALIDATION_FAILED"
    assert refusal_of(documents, "{ ...nowhere }").kind.code == "GRAPHQL_VALIDATION_FAILED"


def test_a_long_chain_of_fragments_is_counted_link_by_link(documents: Documents):
    """One by one, 2^20 expansions would keep this test from ending."""
    refused = refusal_of(documents, '{ town(code: "x") { ...f0 } } ' + fragments(20, "x: people y: people"))

    assert refused.extensions["found"] == 2**20


def test_limits_can_be_raised_by_a_setting(settings):
    settings.GRAPHQL_LIMITS = {"page": 300, "cost": 50_000}

    assert (limits.current().page, limits.current().cost, limits.current().depth) == (300, 50_000, 12)


def test_the_store_is_bounded_by_number_and_by_bytes_and_forgets_the_least_used():
    store: Bounded[str, int] = Bounded(most=3, most_bytes=100)

    for number, name in enumerate("abc"):
        store.put(name, number, 10)
    store.get("a")
    store.put("d", 3, 10)
    store.put("huge", 4, 101)
    store.put("large", 5, 85)

    assert [store.get(name) for name in ("b", "a", "c", "d", "huge", "large")] == [None, None, None, 3, None, 5]
    assert (len(store), store.bytes) == (2, 95)
