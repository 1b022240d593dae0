"""Looking at what a kill left behind: every service old or new, never half; nothing lost; the audit chain holds."""

import time
from dataclasses import replace

from django.db import connection

from services.models import Catalogue, FactName, Service, ServiceVersion
from services.models.content_reading import read
from services.models.content_rows import content_of
from superapp.audit import verification
from superapp.audit.models import AuditEvent

from . import scene

GONE_WITHIN_S = 20
OUT = ("version.publish", "version.withdraw")


def wait_until_alone() -> None:
    """Wait until the database has noticed that the killed process is gone, and rolled back what it was doing.

    :raises TimeoutError: when it has not after 20 seconds.
    """
    until = time.monotonic() + GONE_WITHIN_S
    while connection.vendor == "postgresql" and time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.02)
    if connection.vendor == "postgresql":
        raise TimeoutError("the killed process's connections are still there")


def faults(acknowledged: dict[str, int], least_version: int) -> list[str]:
    """Return what is wrong, in words; nothing when all is well.

    `acknowledged` holds, by code, the last version whose decision was reported as committed before the kill;
    `least_version` is the catalogue's version when it was looked at before.
    """
    found = [fault for code in scene.CODES for fault in _of_service(code, acknowledged.get(code, 0))]
    version = Catalogue.objects.version()
    if version < least_version:
        found.append(f"the catalogue went back from {least_version} to {version}")
    outings = AuditEvent.objects.filter(action__in=OUT)
    told = sorted(event.details["catalogue_version"] for event in outings)
    if told != list(range(1, version + 1)):
        found.append(f"the catalogue is at {version}, but {len(told)} changes of it were recorded")
    found.extend(str(fault) for fault in verification.verify(verification.streams()))
    return found


def _of_service(code: str, acknowledged: int) -> list[str]:
    service = Service.objects.with_parts().get(code=code)
    versions = list(service.versions.order_by("number"))
    found = []
    if [version.number for version in versions] != list(range(1, len(versions) + 1)):
        found.append(f"{code}: the versions' numbers have gaps")
    if sum(version.state in ServiceVersion.OPEN for version in versions) > 1:
        found.append(f"{code}: two versions are open")
    public = [version for version in versions if version.state == ServiceVersion.State.PUBLISHED]
    if service.state == Service.State.PUBLISHED:
        found.extend(_of_rows(service, public))
    elif public or service.published_version_id:
        found.append(f"{code}: retired, but a version is still published")
    for version in versions:
        name = f"{code}#{version.number}"
        if read(version.content).fingerprint() != version.content_hash:
            found.append(f"{name}: the text is not the one that was hashed")
        is_out = version.state in {"published", "superseded", "retired"}
        events = AuditEvent.objects.filter(object=f"service:{name}", action__in=OUT).count()
        if events != is_out:
            found.append(f"{name}: is {version.state}, with {events} events of taking effect")
        if version.number == acknowledged and not is_out:
            found.append(f"{name}: was reported as done, but is {version.state}")
    return found


def _of_rows(service: Service, public: list[ServiceVersion]) -> list[str]:
    if [version.pk for version in public] != [service.published_version_id]:
        return [f"{service.code}: {len(public)} published versions"]
    said, shown = read(public[0].content), content_of(service)
    found = []
    # How sure the facts are follows its own rules; what they say must be the version's, to the letter.
    if replace(shown, facts=said.facts).fingerprint() != said.fingerprint():
        found.append(f"{service.code}: the rows do not say what version {public[0].number} says")
    if sorted(fact.name for fact in service.facts.all()) != sorted(FactName.values):
        found.append(f"{service.code}: {service.facts.count()} facts")
    outing = AuditEvent.objects.filter(object=f"service:{service.code}#{public[0].number}", action=OUT[0]).first()
    if outing is None or outing.details["catalogue_version"] != service.changed_in:
        found.append(f"{service.code}: changed in {service.changed_in}, which its publication does not say")
    return found
