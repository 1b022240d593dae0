# ruff: noqa: E501  # one fact or expression a line reads better than a wrapped one
"""Households and persons of the invented population, as SQL over whole numbers: same seed, same people, everywhere.

Every draw is `u(number, salt)`, an integer hash from 0 to 999,999; no clock and no generator of the engine's own.
"""

from __future__ import annotations

from collections.abc import Mapping

from welfare.population.fitting import BAND, OLDEST, Cell
from welfare.population.marginals import MILLION, Marginals

MIX = "4294967295"
SLOTS = 16
"""A household's number times 16 plus the place of a member is that person's number."""
REGIONS = ("bangkok", "central", "north", "northeast", "south")


def macros(seed: int) -> list[str]:
    """Return the macros that draw: two rounds of integer mixing in 64 bits, never overflowing.

    Multiplying and masking by hand keeps the numbers the same in every version of the engine.
    """
    start = (seed * 2_654_435_769 + 1) % 4_294_967_296
    return [
        f"CREATE OR REPLACE MACRO mix_1(h) AS (xor(h, h >> 16) * 2246822507::UBIGINT) & {MIX}",
        f"CREATE OR REPLACE MACRO mix_2(h) AS (xor(h, h >> 13) * 3266489909::UBIGINT) & {MIX}",
        f"""CREATE OR REPLACE MACRO u(i, s) AS CAST(mix_2(mix_1((i::UBIGINT * 2654435761 + s::UBIGINT * 40503
            + {start}) & {MIX})) % {MILLION} AS BIGINT)""",
    ]


def lookups(marginals: Marginals, cells: tuple[Cell, ...]) -> list[str]:
    """Return the small tables that draws are looked up in: kinds with ages, members, provinces."""
    found = ["CREATE OR REPLACE TEMP TABLE cell (upto BIGINT, kind VARCHAR, first BIGINT, last BIGINT)"]
    reached, rows = 0.0, []
    for number, cell in enumerate(cells):
        reached += cell.weight
        upto = MILLION if number == len(cells) - 1 else round(reached * MILLION)
        rows.append(f"({upto}, '{cell.kind}', {cell.first}, {cell.last})")
    found.append(f"INSERT INTO cell VALUES {', '.join(rows)}")
    found.append(
        "CREATE OR REPLACE TEMP TABLE slot (kind VARCHAR, place BIGINT, role VARCHAR, low BIGINT, high BIGINT, permille BIGINT)"
    )
    slots = []
    for kind in marginals.kinds:
        slots.append(f"('{kind.name}', 0, 'head', 0, 0, 1000)")
        for place, member in enumerate(kind.members, start=1):
            low, high = member.gap
            slots.append(f"('{kind.name}', {place}, '{member.role}', {low}, {high}, {member.permille})")
    found.append(f"INSERT INTO slot VALUES {', '.join(slots)}")
    found.append("CREATE OR REPLACE TEMP TABLE place (upto BIGINT, province VARCHAR, region VARCHAR)")
    total = sum(thousands for *_, thousands in marginals.provinces)
    sofar, places = 0, []
    for code, region, thousands in marginals.provinces:
        sofar += thousands
        places.append(f"({sofar * MILLION // total}, '{code}', '{region}')")
    found.append(f"INSERT INTO place VALUES {', '.join(places)}")
    return found


def households(first: int, count: int) -> str:
    """Return the table of households numbered from `first`."""
    return f"""
CREATE OR REPLACE TEMP TABLE household AS
SELECT h.hid, c.kind, c.first + u(h.hid, 2) % (c.last - c.first + 1) AS head_age, p.province, p.region
FROM (SELECT range AS hid, u(range, 1) AS one, u(range, 3) AS two FROM range({first}, {first + count})) h
ASOF JOIN cell c ON h.one < c.upto
ASOF JOIN place p ON h.two < p.upto"""


def persons(marginals: Marginals, as_of: str, most: int) -> str:
    """Return the table of persons: the first `most` of the households, by number."""
    bands = marginals.raw["female_permille"]["bands"]
    females = " ".join(f"WHEN {band} THEN {permille}" for band, permille in enumerate(bands))
    return f"""
CREATE OR REPLACE TEMP TABLE person AS
WITH aged AS (
  SELECT h.hid * {SLOTS} + s.place AS pid, h.hid, h.kind, h.province, h.region, s.role, s.place,
    h.head_age, h.head_age + s.low + u(h.hid, 100 + s.place) % (s.high - s.low + 1) AS raw_age,
    u(h.hid, 9) % 1000 < {bands[8]} AS head_is_female
  FROM household h JOIN slot s ON s.kind = h.kind AND u(h.hid, 120 + s.place) % 1000 < s.permille
), folded AS (
  SELECT *, CASE WHEN raw_age < 0 THEN (-raw_age) % (greatest(head_age - 18, 0) + 1)
    WHEN raw_age > {OLDEST} THEN {OLDEST} - (raw_age - {OLDEST}) % 15 ELSE raw_age END AS age
  FROM aged ORDER BY hid, place LIMIT {most}
)
SELECT pid, hid, kind, province, region, role, place, age,
  CASE WHEN role = 'head' THEN (CASE WHEN head_is_female THEN 'female' ELSE 'male' END)
    WHEN role = 'spouse' THEN (CASE WHEN head_is_female THEN 'male' ELSE 'female' END)
    WHEN u(pid, 4) % 1000 < (CASE least(age // {BAND}, {len(bands) - 1}) {females} END) THEN 'female' ELSE 'male' END AS sex,
  CAST(DATE '{as_of}' - to_years(CAST(age AS INTEGER)) AS DATE) - CAST(u(pid, 5) % 365 AS INTEGER) AS birth_date,
  role IN ('head', 'spouse') AND kind IN ('couple', 'couple_children', 'three_generations', 'skip_generation')
    AND u(hid, 6) % 1000 < 640 AND (role = 'spouse' OR u(hid, 121) % 1000 < 550 OR kind LIKE 'couple%') AS is_married,
  u(pid, 7) % 1000 < {marginals.permille("thai_nationality")} AS is_thai
FROM folded"""


def occupations(marginals: Marginals) -> str:
    """Return the table of what persons do and earn; `doing` names the row of incomes."""
    share = marginals.permille
    state, s33, s39, s40 = (share(name) for name in ("state_employee", "section_33", "section_39", "section_40"))
    farmer = _by_region(share("farmer"))
    points = marginals.raw["incomes"]["quantiles_permille"]
    incomes = " ".join(
        f"WHEN '{doing}' THEN {marginals.quantile(('incomes', doing), points, 'u(pid, 20)')}"
        for doing in ("state", "section_33", "section_39", "informal", "farmer", "pensioner", "aged", "none", "child")
    )
    left = 1000 - state - s33 - s39
    return f"""
CREATE OR REPLACE TEMP TABLE occupied AS
WITH drawn AS (
  SELECT *, u(pid, 10) % 1000 AS job, u(pid, 11) % 1000 AS land, u(pid, 12) % 1000 AS own, {farmer} AS farming FROM person
), doing AS (
  SELECT *, CASE
    WHEN age < 15 THEN 'child'
    WHEN age < 22 AND u(pid, 13) % 100 < 62 THEN 'student'
    WHEN age BETWEEN 22 AND 59 AND job < {state} THEN 'state'
    WHEN age BETWEEN 18 AND 59 AND job >= {state} AND job < {state + s33} THEN 'section_33'
    WHEN age BETWEEN 25 AND 64 AND job >= {state + s33} AND job < {state + s33 + s39} THEN 'section_39'
    WHEN age >= 60 AND job < {share("state_pension")} THEN 'pensioner'
    WHEN age BETWEEN 20 AND 79 AND land < least(farming * 1000 // {left}, 950) THEN 'farmer'
    WHEN age BETWEEN 16 AND 66 AND own < 720 THEN 'informal'
    WHEN age >= 60 THEN 'aged'
    ELSE 'none' END AS doing
  FROM drawn
)
SELECT *, CASE doing WHEN 'student' THEN 0 {incomes} ELSE 0 END // 100 * 100 AS income,
  CASE WHEN doing = 'section_33' THEN 33 WHEN doing = 'section_39' THEN 39
    WHEN doing IN ('farmer', 'informal') AND age BETWEEN 18 AND 64 AND u(pid, 14) % 1000 < {s40 * 1000 // left} THEN 40
    ELSE 0 END AS section
FROM doing"""


def _by_region(shares: Mapping[str, int]) -> str:
    return f"CASE region {' '.join(f'WHEN {region!r} THEN {shares[region]}' for region in REGIONS)} END"
