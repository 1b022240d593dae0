# ruff: noqa: E501  # one fact or expression a line reads better than a wrapped one
"""The list facts of invented persons: who lives with them, whose child they are, what the meter said."""

from __future__ import annotations

from collections.abc import Mapping

from welfare.population.marginals import Marginals
from welfare.population.statuses import Scaled

Listed = tuple[str, Mapping[str, str | Scaled]]
"""A query for (pid, pos, what the fields need), and the SQL of each field over it."""


def lists(marginals: Marginals, as_of: str) -> Mapping[str, Listed]:
    """Return each list fact of the vocabulary's draft with its fields."""
    registered = marginals.permille("child_grant_registered")
    return {
        "household_members": (
            "SELECT p.pid, m.pid AS other, m.income FROM described p JOIN described m ON m.hid = p.hid",
            {"annual_income": Scaled("income")},
        ),
        "family_members": (
            """SELECT p.pid, m.pid AS other, m.income, m.deposit, m.doing,
                CASE WHEN m.pid = p.pid THEN 'self' WHEN m.role = 'child' THEN 'child' ELSE 'spouse' END AS relation
            FROM described p JOIN described m ON m.hid = p.hid AND (m.pid = p.pid OR (p.role IN ('head', 'spouse')
                AND ((m.role = 'child' AND m.age < 18) OR (m.role IN ('head', 'spouse') AND p.is_married AND m.is_married))))""",
            {
                "relation": "relation",
                "annual_income": Scaled("income"),
                "financial_assets": Scaled("deposit"),
                "house_plot_sqwah": Scaled("CASE WHEN u(other, 150) % 10 < 2 THEN 12 + u(other, 151) % 60 ELSE 0 END"),
                "condo_sqm": Scaled("CASE WHEN u(other, 152) % 20 = 0 THEN 22 + u(other, 153) % 40 ELSE 0 END"),
                "agri_land_rai": Scaled("CASE WHEN doing = 'farmer' THEN u(other, 154) % 80 ELSE 0 END", 4),
                "nonagri_land_rai": Scaled("CASE WHEN u(other, 155) % 12 = 0 THEN u(other, 156) % 8 ELSE 0 END", 4),
            },
        ),
        "children": (
            """SELECT p.pid, m.pid AS other, m.birth_date, m.age, m.income, m.is_thai, m.doing, m.place,
                p.role = 'spouse' AS is_second
            FROM described p JOIN described m ON m.hid = p.hid AND p.role IN ('head', 'spouse')
                AND m.role IN ('child', 'grandchild')""",
            {
                "birth_date": "birth_date",
                "nationality": "CASE WHEN is_thai THEN 'THA' ELSE 'XXA' END",
                "lives_with_applicant": "TRUE",
                "in_state_care": "u(other, 160) % 1000 < 2",
                "csg_registration_date": f"""CASE WHEN age < 7 AND u(other, 161) % 1000 < {registered}
                    THEN least(birth_date + CAST(u(other, 162) % 200 AS INTEGER), DATE '{as_of}') END""",
                "legitimate_child": "u(other, 163) % 100 < 92",
                "adopted_by_other": "FALSE",
                "claimed_by_other_parent": "is_second AND u(other, 164) % 10 < 4",
                "annual_income": Scaled("income"),
                "in_higher_education": "doing = 'student' AND age >= 18",
                "birth_order": Scaled("greatest(place - 1, 1)"),
            },
        ),
        "parents": (
            """SELECT p.pid, n.n AS other, CAST(p.birth_date - to_years(CAST(20 + u(p.pid * 2 + n.n, 170) % 18 AS INTEGER)) AS DATE)
                AS born, u(p.pid * 2 + n.n, 171) AS draw
            FROM described p JOIN (VALUES (0), (1)) n(n) ON p.age + 27 < 62 + u(p.pid * 2 + n.n, 172) % 32""",
            {
                "birth_date": "born",
                "annual_income": Scaled("CASE WHEN draw % 10 < 6 THEN draw % 300 * 100 ELSE draw % 2500 * 100 END"),
                "claimed_by_sibling": "draw % 7 = 0",
            },
        ),
        "electricity_units_last3": (
            "SELECT p.pid, n.n AS other, p.units * (88 + u(p.hid, 180 + n.n) % 25) // 100 AS used FROM described p, (VALUES (0), (1), (2)) n(n)",
            {"units": Scaled("used")},
        ),
    }
