"""What each shipped operation is asked, how much it shows and what it costs. A file without an entry fails the test."""

from collections.abc import Callable
from typing import Any

from tests.factories.inputs import many_parts, text_input
from tests.factories.services import REASON
from tests.operations.acting import ACTING
from tests.operations.agencies import AGENCIES
from tests.operations.applying import APPLYING
from tests.operations.draft_laws import DRAFT_LAWS
from tests.operations.entitled import ENTITLED
from tests.operations.entry import Entry, Variables, edges
from tests.operations.hearings import HEARINGS
from tests.operations.moderated import MODERATED
from tests.operations.opinions import OPINIONS
from tests.operations.own_data import OWN_DATA
from tests.operations.paying import PAYING
from tests.operations.reported import REPORTED
from tests.operations.small import Small
from tests.operations.taking_part import TAKING_PART
from tests.operations.ways_in import WAYS_IN


def _lists(*names: str) -> Callable[[Any], list[int]]:
    return lambda data: [len(data[name]) for name in names]


def _page(field: str, code: str) -> Entry:
    return Entry(edges(field, "services"), 2, 20, lambda _: {"code": code})


def _step(field: str, state: str, viewer: str, queries: int, variables: Variables, *, counts: int = 0) -> Entry:
    """Return the entry of a step that answers with a version: the state it is in then, and no problems."""

    def shown(data: Any) -> Any:
        version = data[field]["version"]
        return version and version["state"], data[field]["problems"]

    def given(small: Small) -> dict[str, Any]:
        return {"input": {"reason": REASON} | variables(small)}

    return Entry(shown, (state, []), (state, []), given, viewer, queries, counts)


def _text(small: Small, **changes: Any) -> dict[str, Any]:
    return text_input(**many_parts(small.rows), **changes)


def _service_page(data: Any) -> list[int]:
    service = data["service"]
    parts = ("channels", "fees", "evidence", "outputs", "legalResources", "related", "counters", "facts")
    return [len(service[name]) for name in parts]


def _version_page(data: Any) -> list[int]:
    version = data["serviceVersion"]
    return [len(version[name]) for name in ("channels", "fees", "evidence", "legalResources", "related", "facts")]


def _alert(small: Small) -> dict[str, Any]:
    words = {"messageTh": "ระบบขัดข้อง", "messageEn": "The system is down"}
    return {"input": {"code": small.oldest, "severity": "DISRUPTION", **words}}


def _facts(small: Small) -> dict[str, Any]:
    return {"input": {"facts": [{"code": f"id-card-{place:02}", "name": "CHANNEL"} for place in range(small.rows)]}}


CATALOGUE: dict[str, Entry] = {
    "AgencyList": Entry(edges("agencies"), 2, 20),
    "AgencyPage": Entry(
        lambda data: (len(data["agency"]["counters"]), edges("agency", "services")(data)),
        (2, 2),
        (20, 20),
        lambda _: {"code": "DOPA"},
    ),
    "CatalogueChanges": Entry(edges("catalogueChanges"), 4, 40, lambda _: {"sinceVersion": 0}),
    "CatalogueStatistics": Entry(lambda data: data["catalogueStatistics"]["serviceCount"], 2, 20),
    "CategoryPage": _page("category", "id_card"),
    "FocusAreaPage": _page("focusArea", "welfare"),
    "Home": Entry(_lists("alertedServices", "lifeEvents", "categories", "focusAreas"), [2, 2, 2, 2], [20, 20, 20, 20]),
    "LifeEventPage": _page("lifeEvent", "crime_victim"),
    "SearchServices": Entry(edges("searchServices"), 2, 20, lambda _: {"query": "บัตรประชาชน", "first": 20}),
    "ServiceList": Entry(edges("services"), 2, 20),
    "ServicePage": Entry(
        _service_page,
        [2, 2, 2, 1, 2, 1, 2, 9],
        [10, 20, 20, 1, 20, 10, 20, 9],
        lambda small: {"code": small.newest},
    ),
    "SuggestServices": Entry(_lists("suggestServices"), [2], [8], lambda _: {"prefix": "ทำบัตรประ"}),
    "OfficerDesk": Entry(
        lambda data: (edges("drafts")(data), edges("reviewsWaiting")(data)),
        (4, 2),
        (20, 20),
        viewer="approver",
        queries=8,
    ),
    "ServiceVersionList": Entry(
        edges("serviceVersions"), 2, 20, lambda small: {"code": small.oldest}, viewer="author", queries=6
    ),
    "ServiceVersionPage": Entry(
        _version_page,
        [2, 2, 2, 2, 1, 9],
        [10, 20, 20, 20, 10, 9],
        lambda small: {"code": small.newest, "number": 1},
        viewer="author",
        queries=6,
    ),
    "StartServiceDraft": _step("startServiceDraft", "DRAFT", "author", 22, lambda small: {"code": small.newest}),
    "CreateServiceDraft": _step(
        "createServiceDraft", "DRAFT", "author", 17, lambda small: {"code": "id-new", "text": _text(small)}
    ),
    "ReviseServiceDraft": Entry(
        lambda data: (data["reviseServiceDraft"]["version"]["revision"], data["reviseServiceDraft"]["problems"]),
        (2, []),
        (2, []),
        lambda small: {"input": {"code": "draft-00", "number": 1, "revision": 1, "text": _text(small)}},
        viewer="author",
        queries=19,
    ),
    "DiscardServiceDraft": _step(
        "discardServiceDraft", "DISCARDED", "author", 11, lambda _: {"code": "draft-00", "number": 1}
    ),
    "SubmitServiceVersion": _step(
        "submitServiceVersion", "IN_REVIEW", "author", 16, lambda _: {"code": "draft-00", "number": 1}
    ),
    "SendBackServiceVersion": _step(
        "sendBackServiceVersion", "DRAFT", "approver", 12, lambda _: {"code": "review-00", "number": 1}
    ),
    # It counts the places that are taken: at most 300 services are published at once.
    "ApproveServiceVersion": _step(
        "approveServiceVersion", "PUBLISHED", "approver", 42, lambda _: {"code": "review-00", "number": 1}, counts=1
    ),
    "ProposeServiceWithdrawal": _step(
        "proposeServiceWithdrawal", "IN_REVIEW", "author", 23, lambda small: {"code": small.newest}
    ),
    "ProposeServiceRollBack": _step(
        "proposeServiceRollBack", "IN_REVIEW", "author", 23, lambda small: {"code": small.oldest, "number": 1}
    ),
    "PostServiceAlert": Entry(
        lambda data: data["postServiceAlert"],
        {"serviceCode": "id-card-00", "problems": []},
        {"serviceCode": "id-card-00", "problems": []},
        _alert,
        viewer="author",
        queries=15,
    ),
    "ClearServiceAlert": Entry(
        lambda data: data["clearServiceAlert"],
        {"serviceCode": "id-card-00", "problems": []},
        {"serviceCode": "id-card-00", "problems": []},
        lambda small: {"input": {"code": small.oldest}},
        viewer="author",
        queries=14,
    ),
    "ConfirmServiceFacts": Entry(
        lambda data: len(data["confirmServiceFacts"]["confirmed"]), 2, 20, _facts, viewer="author", queries=14
    ),
}

# What citizens ask about themselves: `citizen` of small.py asks.
PEOPLE: dict[str, Entry] = {
    "MyNotices": Entry(edges("myNotices"), 2, 20, viewer="citizen", queries=5, counts=1),
    "MyNoticePreferences": Entry(lambda data: len(data["noticePreferences"]), 7, 7, viewer="citizen", queries=4),
    "MarkNoticesRead": Entry(
        lambda data: data["markNoticesRead"],
        {"marked": 2, "unreadCount": 0, "problems": []},
        {"marked": 20, "unreadCount": 0, "problems": []},
        lambda _: {"input": {}},
        viewer="citizen",
        queries=5,
        counts=1,
    ),
    "RegisterPushTarget": Entry(
        lambda data: (data["registerPushTarget"]["device"]["platform"], data["registerPushTarget"]["problems"]),
        ("ANDROID", []),
        ("ANDROID", []),
        lambda _: {"input": {"platform": "ANDROID", "token": "token-given-by-the-platform"}},
        viewer="citizen",
        queries=12,
    ),
    "SetNoticePreference": Entry(
        lambda data: data["setNoticePreference"],
        {"preference": {"subject": "WELFARE", "isPushed": False}, "problems": []},
        {"preference": {"subject": "WELFARE", "isPushed": False}, "problems": []},
        lambda _: {"input": {"subject": "WELFARE", "isPushed": False}},
        viewer="citizen",
        queries=5,
    ),
}

ENTRIES = CATALOGUE | PEOPLE | ACTING | OWN_DATA | AGENCIES | WAYS_IN | ENTITLED | APPLYING | DRAFT_LAWS | HEARINGS
ENTRIES |= TAKING_PART | OPINIONS | PAYING | REPORTED | MODERATED
