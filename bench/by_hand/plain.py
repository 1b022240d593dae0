# ruff: noqa: E501  # SQL as its author would lay it out
"""The same four programmes by hand where nothing is missing: no masks, no presumptions, short reasons."""

OLD_AGE_ALLOWANCE = """
WITH c AS (
  SELECT pid, birth_date, CASE WHEN nationality <> 'THA' THEN 0 WHEN birth_date > DATE '1966-09-01' THEN 1
    WHEN NOT in_house_registration THEN 2 WHEN oaa_registration_date >= DATE '2026-09-01' THEN 3
    WHEN receives_state_pension AND NOT oaa_recipient_before_2023_08_12 THEN 4
    WHEN receives_state_salary AND NOT oaa_recipient_before_2023_08_12 THEN 5 WHEN resides_in_state_home THEN 6
    END::SMALLINT AS reason FROM persons
)
SELECT pid, CASE WHEN reason IS NULL THEN 1 ELSE 0 END::SMALLINT AS verdict, reason, 0::BIGINT AS ask,
  CASE WHEN reason IS NULL THEN CASE WHEN birth_date <= DATE '1936-09-01' THEN 100000
    WHEN birth_date <= DATE '1946-09-01' THEN 80000 WHEN birth_date <= DATE '1956-09-01' THEN 70000 ELSE 60000 END
    END::BIGINT AS out_amount
FROM c"""

DISABILITY_ALLOWANCE = """
WITH c AS (
  SELECT pid, birth_date, has_state_welfare_card, CASE WHEN nationality <> 'THA' THEN 0 WHEN NOT has_disability_card THEN 1
    WHEN disability_card_expiry_date < DATE '2026-09-15' THEN 2 WHEN NOT in_house_registration THEN 3
    WHEN disability_allowance_registration_date >= DATE '2026-09-01' THEN 4 WHEN resides_in_state_home THEN 5
    END::SMALLINT AS reason FROM persons
)
SELECT pid, CASE WHEN reason IS NULL THEN 1 ELSE 0 END::SMALLINT AS verdict, reason, 0::BIGINT AS ask,
  CASE WHEN reason IS NULL THEN CASE WHEN birth_date > DATE '2008-09-01' OR has_state_welfare_card THEN 100000 ELSE 80000 END
    END::BIGINT AS out_amount
FROM c"""

CHILD_SUPPORT_GRANT = """
WITH kids AS (
  SELECT pid, count(CASE WHEN nationality = 'THA' AND birth_date > DATE '2020-09-01' AND birth_date <= DATE '2026-09-15'
    AND lives_with_applicant AND NOT in_state_care AND csg_registration_date <= DATE '2026-09-30' THEN 1 END) AS n
  FROM children GROUP BY pid
), home AS (SELECT pid, sum(annual_income)::BIGINT AS total FROM household_members GROUP BY pid),
c AS (
  SELECT p.pid, coalesce(kids.n, 0) AS n, CASE WHEN p.nationality <> 'THA' THEN 0 WHEN coalesce(kids.n, 0) < 1 THEN 1
    WHEN home.total > 10000000 * p.household_members_n THEN 2 END::SMALLINT AS reason
  FROM persons p LEFT JOIN kids USING (pid) LEFT JOIN home USING (pid)
)
SELECT pid, CASE WHEN reason IS NULL THEN 1 ELSE 0 END::SMALLINT AS verdict, reason, 0::BIGINT AS ask,
  CASE WHEN reason IS NULL THEN n * 60000 END::BIGINT AS out_amount,
  CASE WHEN reason IS NULL THEN n * 100 END::BIGINT AS out_eligible_children
FROM c"""

SWC_WATER = """
WITH c AS (
  SELECT pid, water_bill, CASE WHEN NOT has_state_welfare_card THEN 0 WHEN NOT water_relief_registered THEN 1
    WHEN water_bill > 31500 THEN 3 END::SMALLINT AS reason FROM persons
)
SELECT pid, CASE WHEN reason IS NULL THEN 1 ELSE 0 END::SMALLINT AS verdict, reason, 0::BIGINT AS ask,
  CASE WHEN reason IS NULL THEN least(water_bill, 10000) END::BIGINT AS out_amount
FROM c"""

STATEMENTS = {
    "old_age_allowance": OLD_AGE_ALLOWANCE,
    "disability_allowance": DISABILITY_ALLOWANCE,
    "child_support_grant": CHILD_SUPPORT_GRANT,
    "swc_water": SWC_WATER,
}
