"""No dependency obliges us to more than we can keep: nothing is under the GPL or AGPL alone."""

import importlib.metadata
import re

from tests.house.repository import ROOT

# Offered under the Artistic License as well, which we take (docs/decisions/0001-dependencies.md).
ALSO_OTHERWISE = {"text-unidecode"}
COPYLEFT = re.compile(r"(?<!L)\bA?GPL|Affero|(?<!Lesser )General Public License")


def licence(package: str) -> str:
    metadata = importlib.metadata.metadata(package)
    classifiers = [line for line in metadata.get_all("Classifier") or [] if line.startswith("License")]
    return " ".join([metadata.get("License-Expression") or "", (metadata.get("License") or "")[:200], *classifiers])


def test_no_installed_package_is_under_the_gpl_alone():
    lock = (ROOT / "requirements-check.lock").read_text()
    packages = set(re.findall(r"^([a-z0-9-]+)==", lock, re.M))
    installed = {distribution.name.lower().replace("_", "-") for distribution in importlib.metadata.distributions()}

    licences = {package: licence(package) for package in packages & installed}

    assert len(licences) >= 40
    assert {name for name, text in licences.items() if COPYLEFT.search(text)} - ALSO_OTHERWISE == set()
    assert {name for name, text in licences.items() if not text.strip()} == set()
