from superapp.thai import numerals


def test_thai_digits_are_read():
    assert numerals.to_arabic("มาตรา ๐๑๒๓๔๕๖๗๘๙/1") == "มาตรา 0123456789/1"


def test_thai_digits_are_written():
    assert numerals.to_thai("0123456789 บาท") == "๐๑๒๓๔๕๖๗๘๙ บาท"


def test_other_scripts_digits_stay():
    assert numerals.to_arabic("٣ ३ ②") == "٣ ३ ②"
