"""The standard's schemas are as they came, and everything we ship as an example obeys them."""

import hashlib
import re

import pytest
from lxml import etree

from tests.welfare.gateways.inventing import SAMPLES
from welfare.gateways.iso20022 import opening
from welfare.gateways.iso20022.initiation import MESSAGES
from welfare.gateways.iso20022.reading import READERS

ORIGIN = (opening.SCHEMAS / "ORIGIN.md").read_text(encoding="utf-8")


def test_schemas_are_byte_for_byte_those_of_the_note():
    named = dict(re.findall(r"^\| ([\w.]+\.xsd) \|.* ([0-9a-f]{64}) \|$", ORIGIN, re.M))

    found = {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in opening.SCHEMAS.glob("*.xsd")}

    assert found == named
    assert {f"{message}.xsd" for message in (*READERS, *MESSAGES.values())} == set(found)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.xml")), ids=lambda path: path.stem)
def test_samples_obey_their_schema(path):
    message = re.match(r"\w+\.\d+\.\d+\.\d+", path.name)[0]

    assert opening.schema(message).validate(etree.parse(path))
