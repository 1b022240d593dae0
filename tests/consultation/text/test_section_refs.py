"""References give the right number for every provision of fifteen acts, and say which are no sections of the draft."""

import json
from pathlib import Path

from consultation.text import section_refs
from superapp.thai import forms

PROVISIONS = Path(__file__).parents[1] / "golden" / "provisions.jsonl"


def test_every_provision_gives_its_own_number():
    # Numbers and first words of fifteen acts, which are not subject to copyright.
    provisions = [json.loads(line) for line in PROVISIONS.read_text(encoding="utf-8").splitlines()]

    wrong = [
        (number, text)
        for number, text in provisions
        if [ref.ref for ref in section_refs.find(forms.analysis(text))][:1] != [number]
    ]

    assert len(provisions) == 768
    assert wrong == []


def test_every_part_of_a_reference_is_told():
    text = "ขอแก้มาตรา ๑๒ วรรคสอง และมาตรา 33 ของ พ.ร.บ.ประกันสังคม"

    first, second = section_refs.find(text)

    assert first == section_refs.SectionRef("12:2", "12", None, "2", None, None, 5, 21)
    assert (second.ref, second.section, second.law) == ("33@ประกันสังคม", "33", "ประกันสังคม")
    assert (text[first.start : first.end], text[second.start : second.end]) == ("มาตรา ๑๒ วรรคสอง", "มาตรา 33")


def test_strangers_are_numbers_the_draft_lacks():
    found = section_refs.find("มาตรา 5 มาตรา 99 และมาตรา 77 ของรัฐธรรมนูญ")

    assert [ref.ref for ref in section_refs.strangers(found, {"5", "6"})] == ["99"]
