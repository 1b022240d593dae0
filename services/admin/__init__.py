"""The catalogue at the officers' desk, listed for Django: one file per noun."""

from . import agency, agency_client, alert, counter, posting, service, unfound, version

__all__ = ["agency", "agency_client", "alert", "counter", "posting", "service", "unfound", "version"]
