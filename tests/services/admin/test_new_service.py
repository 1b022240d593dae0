"""A service that does not exist yet: its code, its agency, its first draft."""

import pytest

from services.admin.content_form import ContentForm
from services.admin.names import names_by_code
from services.models import Service
from services.models.content_reading import read
from tests.factories import services as make
from tests.services.admin.typing_in import as_typed

EDIT = "/admin/services/serviceversion/{}/edit/"


def test_a_new_service_comes_into_being_with_its_first_draft(at_desk, author_officer, author, agency):
    content = read(make.make_content())
    form = ContentForm(agency="DOPA", code="", names=names_by_code(), content=content)
    sent = as_typed(form, code="id-lost", agency="DOPA", reason="บริการใหม่ตามประกาศ")

    answer = at_desk(author_officer).post("/admin/services/service/add/", sent)

    version = Service.objects.get(code="id-lost").versions.get()
    assert answer.headers["Location"] == EDIT.format(version.pk)
    assert version.state == "draft"
    assert read(version.content) == content


def test_a_new_service_needs_a_free_code_and_a_reason(at_desk, author_officer, author):
    make.make_draft(author)
    content = read(make.make_content())
    form = ContentForm(agency="DOPA", code="", names=names_by_code(), content=content)
    client = at_desk(author_officer)

    taken = client.post("/admin/services/service/add/", as_typed(form, code="id-lost", agency="DOPA", reason="ซ้ำ"))
    silent = client.post("/admin/services/service/add/", as_typed(form, code="id-new", agency="DOPA", reason=" "))

    assert taken.context["head"]["errors"] == {"code": "รหัสบริการนี้ถูกใช้แล้ว โปรดตั้งรหัสอื่น"}
    assert silent.context["head"]["errors"] == {"reason": "โปรดบอกเหตุผลที่เพิ่มบริการนี้"}
    assert Service.objects.count() == 1


@pytest.mark.parametrize("code", ["DLT", "NO-SUCH", ""])
def test_a_new_service_is_of_ones_own_agency(at_desk, author_officer, other_agency, code):
    content = read(make.make_content())
    form = ContentForm(agency="DOPA", code="", names=names_by_code(), content=content)

    answer = at_desk(author_officer).post(
        "/admin/services/service/add/", as_typed(form, code="id-lost", agency=code, reason="ลอง")
    )

    assert answer.status_code == 200
    assert Service.objects.count() == 0
