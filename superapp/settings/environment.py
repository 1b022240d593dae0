"""The environment variables this project reads: each once, here, typed, with what it means.

docs/settings.md lists the same variables; a test compares the two. With none set, the embedded runtime starts:
SQLite and an in-process cache under var/.
"""

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable: its name, the text used when it is not set, and what it means."""

    name: str
    default: str
    meaning: str

    @property
    def text(self) -> str:
        """Return the value as given, without surrounding blanks."""
        return os.environ.get(self.name, self.default).strip()

    @property
    def flag(self) -> bool:
        """Return True for 1, true, yes, on; False for 0, false, no, off and blank.

        :raises ValueError: for any other text, so that a typing slip never means "off".
        """
        value = self.text.lower()
        if value in {"1", "true", "yes", "on"}:
            return True
        if value in {"", "0", "false", "no", "off"}:
            return False
        raise ValueError(f"{self.name}={value!r}: expected 1 or 0")

    @property
    def number(self) -> int:
        """Return the value as a whole number.

        :raises ValueError: when it is not one.
        """
        try:
            return int(self.text)
        except ValueError as error:
            raise ValueError(f"{self.name}={self.text!r}: expected a whole number") from error

    @property
    def names(self) -> list[str]:
        """Return a comma-separated value as a list, blanks dropped."""
        return [part.strip() for part in self.text.split(",") if part.strip()]


DATABASE_URL = Variable(
    "DATABASE_URL",
    "",
    "PostgreSQL to use, as postgresql://user:password@host:5432/name. Blank: SQLite in VAR_DIR.",
)
REDIS_URL = Variable("REDIS_URL", "", "Redis to use, as redis://host:6379/0. Blank: an in-process cache.")
VAR_DIR = Variable("VAR_DIR", str(ROOT / "var"), "Folder for the SQLite file, keys, collected static files and logs.")
SECRET_KEY = Variable(
    "SECRET_KEY",
    "",
    "Signs sessions and tokens. Blank: generated once into VAR_DIR; production refuses blank.",
)
AUDIT_KEY = Variable(
    "AUDIT_KEY",
    "",
    "Keys the audit hash chain. Blank: generated once into VAR_DIR; production refuses blank.",
)
PII_KEYS = Variable(
    "PII_KEYS",
    "",
    "Master keys of personal data, as 2:<64 hex digits>,1:<64 hex digits>: the first writes, all read. "
    "Blank: generated once into VAR_DIR; production refuses blank.",
)
PID_INDEX_KEY = Variable(
    "PID_INDEX_KEY",
    "",
    "64 hex digits under which citizens' numbers are found; while it changes two, as 2:<new>,1:<old>. Whoever has it "
    "can reverse every index: keep it away from the database and its backups. Blank: generated once into VAR_DIR; "
    "production refuses blank.",
)
PUBLIC_URL = Variable("PUBLIC_URL", "http://127.0.0.1:8000", "Address citizens reach us at, without a trailing slash.")
ALLOWED_HOSTS = Variable("ALLOWED_HOSTS", "", "Host names the server answers to, by commas. Blank: loopback only.")
TRUSTED_PROXIES = Variable(
    "TRUSTED_PROXIES", "", "Addresses whose X-Forwarded-For is believed, by commas. Blank: none."
)
GRAPHQL_PROFILE = Variable(
    "GRAPHQL_PROFILE",
    "",
    "open (introspection, explorer, any document), closed (any document within limits) or trusted (manifest only). "
    "Blank: open in development, closed in tests and production.",
)
GRAPHQL_RESPONSE_CACHE = Variable(
    "GRAPHQL_RESPONSE_CACHE", "1", "1 keeps whole public answers in memory and in the data cache; 0 does not."
)
GRAPHQL_ALLOWANCE_PER_MINUTE = Variable(
    "GRAPHQL_ALLOWANCE_PER_MINUTE",
    "60000",
    "Cost units one viewer or address may spend a minute before RATE_LIMITED.",
)
CATALOGUE_LIMIT = Variable("CATALOGUE_LIMIT", "300", "Services that may be published at once; one more is refused.")
RULES_FUZZ_HOUSEHOLDS = Variable(
    "RULES_FUZZ_HOUSEHOLDS", "2000", "Invented households on which a submitted rule is decided twice, in two ways."
)
RULES_PREVIEW_PERSONS = Variable(
    "RULES_PREVIEW_PERSONS",
    "20000",
    "Invented persons on whom a submitted rule's effect is shown; drawn once into VAR_DIR/populations.",
)
DEMO = Variable(
    "DEMO",
    "",
    "1 loads sample people with known passwords. Only possible with SQLite on a loopback address; bin/run sets it.",
)
BANK_CHANNEL = Variable(
    "BANK_CHANNEL",
    "",
    "Dotted path of a function that returns the channel to the bank. Blank: none, or the sandbox bank with DEMO=1.",
)
BANK_DEBIT_ACCOUNT = Variable(
    "BANK_DEBIT_ACCOUNT",
    "",
    "The account the state pays from: the bank's three digits, a colon, the number. Blank: none, or a made-up one with "
    "DEMO=1.",
)
BILLER_ID = Variable(
    "BILLER_ID", "099400016550100", "Our biller number of 15 digits in PromptPay codes for fees: tax number and suffix."
)
REGISTRY_URL = Variable(
    "REGISTRY_URL", "", "Address of the government data exchange. Blank: none is connected, or the sandbox with DEMO=1."
)
REGISTRY_CONSUMER_KEY = Variable("REGISTRY_CONSUMER_KEY", "", "The exchange's key for us.")
REGISTRY_CONSUMER_SECRET = Variable("REGISTRY_CONSUMER_SECRET", "", "The exchange's secret for us.")
REGISTRY_AGENT = Variable("REGISTRY_AGENT", "superapp", "The name under which the exchange logs our questions.")
TOKEN_KEY = Variable(
    "TOKEN_KEY",
    "",
    "Signs the access and refresh tokens of citizens' apps, and nothing else. Blank: generated once into VAR_DIR; "
    "production refuses blank.",
)
THAID_ISSUER = Variable(
    "THAID_ISSUER", "", "Issuer of ThaID as an OpenID Connect provider. Blank: not offered, or the sandbox with DEMO=1."
)
THAID_CLIENT_ID = Variable("THAID_CLIENT_ID", "", "Our client id at ThaID.")
THAID_CLIENT_SECRET = Variable("THAID_CLIENT_SECRET", "", "Our client secret at ThaID.")
THAID_MIN_IAL = Variable("THAID_MIN_IAL", "2.3", "Least identity assurance level taken from ThaID.")
MORPROM_ISSUER = Variable(
    "MORPROM_ISSUER",
    "",
    "Issuer of Mor Prom as an OpenID Connect provider. Blank: not offered, or the sandbox with DEMO=1.",
)
MORPROM_CLIENT_ID = Variable("MORPROM_CLIENT_ID", "", "Our client id at Mor Prom.")
MORPROM_CLIENT_SECRET = Variable("MORPROM_CLIENT_SECRET", "", "Our client secret at Mor Prom.")
MORPROM_MIN_IAL = Variable("MORPROM_MIN_IAL", "2.1", "Least identity assurance level taken from Mor Prom.")
PAOTANG_ISSUER = Variable(
    "PAOTANG_ISSUER",
    "",
    "Issuer of Pao Tang as an OpenID Connect provider. Blank: not offered, or the sandbox with DEMO=1.",
)
PAOTANG_CLIENT_ID = Variable("PAOTANG_CLIENT_ID", "", "Our client id at Pao Tang.")
PAOTANG_CLIENT_SECRET = Variable("PAOTANG_CLIENT_SECRET", "", "Our client secret at Pao Tang.")
PAOTANG_MIN_IAL = Variable("PAOTANG_MIN_IAL", "2.3", "Least identity assurance level taken from Pao Tang.")
NDID_ISSUER = Variable(
    "NDID_ISSUER",
    "",
    "Issuer of the NDID broker as an OpenID Connect provider. Blank: not offered, or the sandbox with DEMO=1.",
)
NDID_CLIENT_ID = Variable("NDID_CLIENT_ID", "", "Our client id at the NDID broker.")
NDID_CLIENT_SECRET = Variable("NDID_CLIENT_SECRET", "", "Our client secret at the NDID broker.")
NDID_MIN_IAL = Variable("NDID_MIN_IAL", "2.1", "Least identity assurance level taken from the NDID broker.")
AGENCY_SIGNING_KEYS = Variable(
    "AGENCY_SIGNING_KEYS",
    "",
    "RSA keys that sign what agencies' sites are told, as base64 of DER (PKCS #8), by commas: the first signs, all are "
    "published. Blank: generated once into VAR_DIR; production refuses blank.",
)
FILES_DIR = Variable(
    "FILES_DIR",
    "",
    "Folder for what people send and what is issued to them; never one that a web server serves. Blank: VAR_DIR/files.",
)
DOCUMENT_SIGNING_KEYS = Variable(
    "DOCUMENT_SIGNING_KEYS",
    "",
    "Ed25519 keys that sign issued documents, as base64url of 32 bytes, by commas: the first signs, all are published. "
    "public:<base64url> is one that only verifies. Blank: generated once into VAR_DIR; production refuses blank.",
)
LOG_LEVEL = Variable("LOG_LEVEL", "INFO", "Least level written to the log: DEBUG, INFO, WARNING or ERROR.")

VARIABLES = tuple(value for value in list(globals().values()) if isinstance(value, Variable))
