# ruff: noqa: E501  # SQL as its author would lay it out
"""Four programmes in SQL written by hand for B.E. 2569-09-15, where facts may be missing: verdict, reason, ask, amount.

Written as somebody would who knows the rules and DuckDB: one pass, birthdays turned into dates, one grouped sub-query
for a list. `{bit[fact]}` is the place of a fact in the mask, so that answers can be compared.
"""

OLD_AGE_ALLOWANCE = """
WITH c AS (
  SELECT pid, nationality, birth_date, in_house_registration AS c2, oaa_registration_date,
    nationality = 'THA' AS c0, birth_date <= DATE '1966-09-01' AS c1, oaa_registration_date < DATE '2026-09-01' AS c3,
    coalesce(oaa_recipient_before_2023_08_12, FALSE) OR NOT coalesce(receives_state_pension, FALSE) AS c4,
    coalesce(oaa_recipient_before_2023_08_12, FALSE) OR NOT coalesce(receives_state_salary, FALSE) AS c5,
    NOT coalesce(resides_in_state_home, FALSE) AS c6
  FROM persons
), v AS (SELECT *, c0 AND c1 AND c2 AND c3 AND c4 AND c5 AND c6 AS yes FROM c)
SELECT pid, CASE WHEN yes THEN 1 WHEN NOT yes THEN 0 ELSE 2 END::SMALLINT AS verdict,
  CASE WHEN NOT c0 THEN 0 WHEN NOT c1 THEN 1 WHEN NOT c2 THEN 2 WHEN NOT c3 THEN 3 WHEN NOT c4 THEN 4 WHEN NOT c5 THEN 5
    WHEN NOT c6 THEN 6 WHEN c0 IS NULL THEN 0 WHEN c1 IS NULL THEN 1 WHEN c2 IS NULL THEN 2 WHEN c3 IS NULL THEN 3
    END::SMALLINT AS reason,
  CASE WHEN yes IS NULL THEN CASE WHEN nationality IS NULL THEN {nationality} ELSE 0 END
    | CASE WHEN birth_date IS NULL THEN {birth_date} ELSE 0 END
    | CASE WHEN c2 IS NULL THEN {in_house_registration} ELSE 0 END
    | CASE WHEN oaa_registration_date IS NULL THEN {oaa_registration_date} ELSE 0 END ELSE 0 END::BIGINT AS ask,
  CASE WHEN yes THEN CASE WHEN birth_date <= DATE '1936-09-01' THEN 100000 WHEN birth_date <= DATE '1946-09-01' THEN 80000
    WHEN birth_date <= DATE '1956-09-01' THEN 70000 ELSE 60000 END END::BIGINT AS out_amount
FROM v"""

DISABILITY_ALLOWANCE = """
WITH c AS (
  SELECT pid, nationality, birth_date, has_state_welfare_card, has_disability_card AS c1, disability_card_expiry_date,
    in_house_registration AS c3, disability_allowance_registration_date,
    nationality = 'THA' AS c0, disability_card_expiry_date >= DATE '2026-09-15' AS c2,
    disability_allowance_registration_date < DATE '2026-09-01' AS c4, NOT coalesce(resides_in_state_home, FALSE) AS c5,
    birth_date > DATE '2008-09-01' OR has_state_welfare_card AS topped
  FROM persons
), v AS (SELECT *, c0 AND c1 AND c2 AND c3 AND c4 AND c5 AS yes FROM c)
SELECT pid, CASE WHEN yes THEN 1 WHEN NOT yes THEN 0 ELSE 2 END::SMALLINT AS verdict,
  CASE WHEN NOT c0 THEN 0 WHEN NOT c1 THEN 1 WHEN NOT c2 THEN 2 WHEN NOT c3 THEN 3 WHEN NOT c4 THEN 4 WHEN NOT c5 THEN 5
    WHEN c0 IS NULL THEN 0 WHEN c1 IS NULL THEN 1 WHEN c2 IS NULL THEN 2 WHEN c3 IS NULL THEN 3 WHEN c4 IS NULL THEN 4
    END::SMALLINT AS reason,
  CASE WHEN yes IS NULL THEN CASE WHEN nationality IS NULL THEN {nationality} ELSE 0 END
    | CASE WHEN c1 IS NULL THEN {has_disability_card} ELSE 0 END
    | CASE WHEN disability_card_expiry_date IS NULL THEN {disability_card_expiry_date} ELSE 0 END
    | CASE WHEN c3 IS NULL THEN {in_house_registration} ELSE 0 END
    | CASE WHEN disability_allowance_registration_date IS NULL THEN {disability_allowance_registration_date} ELSE 0 END
    WHEN yes AND topped IS NULL THEN CASE WHEN birth_date IS NULL THEN {birth_date} ELSE 0 END
    | CASE WHEN has_state_welfare_card IS NULL THEN {has_state_welfare_card} ELSE 0 END ELSE 0 END::BIGINT AS ask,
  CASE WHEN yes THEN CASE WHEN topped THEN 100000 WHEN NOT topped THEN 80000 END END::BIGINT AS out_amount
FROM v"""

CHILD_SUPPORT_GRANT = """
WITH k AS (
  SELECT pid, nationality, birth_date, csg_registration_date,
    nationality = 'THA' AND birth_date >= DATE '2015-10-01' AND birth_date <= DATE '2026-09-15'
      AND birth_date > DATE '2020-09-01' AND coalesce(lives_with_applicant, TRUE) AND NOT coalesce(in_state_care, FALSE)
      AND csg_registration_date <= DATE '2026-09-30' AS ok FROM children
), kids AS (
  SELECT pid, CASE WHEN count(ok) = count(*) THEN count(CASE WHEN ok THEN 1 END) END AS n,
    bit_or(CASE WHEN ok IS NULL THEN CASE WHEN nationality IS NULL THEN {children[].nationality} ELSE 0 END
      | CASE WHEN birth_date IS NULL THEN {children[].birth_date} ELSE 0 END
      | CASE WHEN csg_registration_date IS NULL THEN {children[].csg_registration_date} ELSE 0 END ELSE 0 END) AS ask
  FROM k GROUP BY pid
), home AS (
  SELECT pid, CASE WHEN count(annual_income) = count(*) THEN sum(annual_income)::BIGINT END AS total FROM household_members
  GROUP BY pid
), c AS (
  SELECT p.pid, p.nationality, p.children_n, kids.ask AS kids_ask, p.household_members_n AS size,
    CASE WHEN p.children_n = 0 THEN 0 WHEN p.children_n > 0 THEN kids.n END AS n,
    CASE WHEN p.household_members_n > 0 THEN home.total END AS total
  FROM persons p LEFT JOIN kids USING (pid) LEFT JOIN home USING (pid)
), d AS (SELECT *, nationality = 'THA' AS c0, n >= 1 AS c1, total <= 10000000 * size AS c2 FROM c),
v AS (SELECT *, c0 AND c1 AND c2 AS yes FROM d)
SELECT pid, CASE WHEN yes THEN 1 WHEN NOT yes THEN 0 ELSE 2 END::SMALLINT AS verdict,
  CASE WHEN NOT c0 THEN 0 WHEN NOT c1 THEN 1 WHEN NOT c2 THEN 2 WHEN c0 IS NULL THEN 0 WHEN c1 IS NULL THEN 1
    WHEN c2 IS NULL THEN 2 END::SMALLINT AS reason,
  CASE WHEN yes IS NULL THEN CASE WHEN nationality IS NULL THEN {nationality} ELSE 0 END
    | CASE WHEN children_n IS NULL THEN {children} WHEN n IS NULL THEN coalesce(kids_ask, 0) ELSE 0 END
    | CASE WHEN total IS NOT NULL THEN 0 WHEN size > 0 THEN {household_members[].annual_income} ELSE {household_members} END
    ELSE 0 END::BIGINT AS ask,
  CASE WHEN yes THEN n * 60000 END::BIGINT AS out_amount, CASE WHEN yes THEN n * 100 END::BIGINT AS out_eligible_children
FROM v"""

SWC_WATER = """
WITH c AS (
  SELECT pid, has_state_welfare_card AS c0, water_relief_registered AS c1, water_bill, water_bill <= 31500 AS c3 FROM persons
), v AS (SELECT *, c0 AND c1 AND c3 AS yes FROM c)
SELECT pid, CASE WHEN yes THEN 1 WHEN NOT yes THEN 0 ELSE 2 END::SMALLINT AS verdict,
  CASE WHEN NOT c0 THEN 0 WHEN NOT c1 THEN 1 WHEN NOT c3 THEN 3 WHEN c0 IS NULL THEN 0 WHEN c1 IS NULL THEN 1
    WHEN c3 IS NULL THEN 3 END::SMALLINT AS reason,
  CASE WHEN yes IS NULL THEN CASE WHEN c0 IS NULL THEN {has_state_welfare_card} ELSE 0 END
    | CASE WHEN c1 IS NULL THEN {water_relief_registered} ELSE 0 END
    | CASE WHEN water_bill IS NULL THEN {water_bill} ELSE 0 END ELSE 0 END::BIGINT AS ask,
  CASE WHEN yes THEN least(water_bill, 10000) END::BIGINT AS out_amount
FROM v"""

STATEMENTS = {
    "old_age_allowance": OLD_AGE_ALLOWANCE,
    "disability_allowance": DISABILITY_ALLOWANCE,
    "child_support_grant": CHILD_SUPPORT_GRANT,
    "swc_water": SWC_WATER,
}
