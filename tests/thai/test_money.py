import pytest

from superapp.thai import money


@pytest.mark.parametrize(
    ("satang", "thai", "english"),
    [
        (125050, "1,250.50 บาท", "1,250.50 baht"),
        (125000, "1,250 บาท", "1,250 baht"),
        (0, "0 บาท", "0 baht"),
        (1, "0.01 บาท", "0.01 baht"),
        (100, "1 บาท", "1 baht"),
        (-5, "-0.05 บาท", "-0.05 baht"),
        (-125000, "-1,250 บาท", "-1,250 baht"),
        (2**53 - 1, "90,071,992,547,409.91 บาท", "90,071,992,547,409.91 baht"),
    ],
)
def test_an_amount_in_both_languages(satang: int, thai: str, english: str):
    assert (money.text(satang), money.text(satang, "en")) == (thai, english)


@pytest.mark.parametrize("amount", [1.5, "100", None, True])
def test_anything_but_a_whole_number_is_refused(amount: object):
    with pytest.raises(TypeError, match="whole number"):
        money.text(amount)  # type: ignore[arg-type]
