# ruff: noqa: E501  # one fact or expression a line reads better than a wrapped one
"""The facts of each invented person, as SQL over the table `occupied`.

A fact that does not concern somebody stays NULL, as it would in a register: a person who never fell ill has no date of
an illness. Numbers are written in units (or in parts of one, see Scaled) and scaled by the vocabulary's decimals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from welfare.population.marginals import Marginals


@dataclass(frozen=True)
class Scaled:
    """A number written in 1/`per` of its unit."""

    sql: str
    per: int = 1


def derived(marginals: Marginals, as_of: str) -> str:
    """Return the table that adds what several facts depend on: deposits, cards, registrations, the home's meters."""
    share = marginals.permille
    raw = marginals.raw
    deposit = marginals.quantile(("deposits", "all"), raw["deposits"]["quantiles_permille"], "u(pid, 21)")
    units = marginals.quantile(("electricity", "units"), raw["electricity"]["quantiles_permille"], "u(hid, 22)")
    water = marginals.quantile(("water", "thb"), raw["water"]["quantiles_permille"], "u(hid, 23)")
    rice = " ".join(f"WHEN '{region}' THEN {value}" for region, value in share("rice_farmer").items())
    disabled = " ".join(f"WHEN age >= {age} THEN {value}" for age, value in reversed(share("disability_card")))
    return f"""
CREATE OR REPLACE TEMP TABLE described AS
SELECT *,
  u(pid, 31) % 1000 < (CASE {disabled} END) AS is_disabled,
  age >= 18 AND is_thai AND income <= 100000 AND deposit <= 100000 AND u(pid, 32) % 1000 < {share("welfare_card")}
    AS has_card,
  doing = 'farmer' AND u(pid, 33) % 1000 < (CASE region {rice} END) AS grows_rice,
  CASE WHEN age BETWEEN 3 AND 5 THEN 'kindergarten' WHEN age BETWEEN 6 AND 11 THEN 'primary'
    WHEN age BETWEEN 12 AND 14 THEN 'lower_secondary'
    WHEN age BETWEEN 15 AND 17 AND doing = 'student' THEN (CASE WHEN u(pid, 34) % 3 = 0 THEN 'vocational_cert' ELSE 'upper_secondary' END)
    WHEN age BETWEEN 18 AND 21 AND doing = 'student' THEN (CASE WHEN u(pid, 34) % 4 = 0 THEN 'vocational_diploma' ELSE 'bachelor' END)
    END AS level,
  age >= 60 AND u(pid, 35) % 1000 < {share("old_age_registered")} AS takes_old_age,
  CASE WHEN section IN (33, 39) THEN 1 + u(pid, 36) % greatest(least((age - 17) * 12, 400), 1)
    WHEN section = 40 THEN 1 + u(pid, 36) % 150 ELSE 0 END AS months,
  u(hid, 37) % 1000 < {share("flooded")} AS is_flooded,
  CAST(DATE '{as_of}' - CAST(u(pid, 38) % 1500 AS INTEGER) AS DATE) AS some_day
FROM (SELECT *, CASE WHEN age < 7 THEN 0 ELSE {deposit} END AS deposit, {units} AS units, {water} AS water FROM occupied)"""


def facts(marginals: Marginals, as_of: str) -> Mapping[str, str | Scaled]:
    """Return the SQL of each fact that an invented person has, by the vocabulary's name."""
    share = marginals.permille
    first, second, _ = share("section_40_option")
    kinds, reached, types = share("disability_type"), 0, []
    for name, permille in kinds.items():
        reached += permille
        types.append(f"WHEN u(pid, 41) % 1000 < {reached} THEN '{name}'")
    lao = "province || lpad(CAST(u(hid, 42) % 60 AS VARCHAR), 3, '0')"
    satang = f"units * {marginals.raw['electricity']['satang_per_unit']} + 2462"
    months = {f"sso_months_in_last_{n}": Scaled(f"CASE WHEN u(pid, 43) % 5 = 0 THEN u(pid, 44) % {n + 1} ELSE least(months, {n}) END")
              for n in (4, 6, 12, 15, 36)}  # fmt: skip
    is_pupil = "level IN ('kindergarten', 'primary', 'lower_secondary')"
    return {
        "nationality": "CASE WHEN is_thai THEN 'THA' ELSE (['MMR', 'LAO', 'KHM', 'XXA'])[1 + u(pid, 45) % 4] END",
        "birth_date": "birth_date",
        "sex": "sex",
        "in_house_registration": _below(46, share("in_house_registration")),
        "domicile_lao": lao,
        "residence_lao": f"CASE WHEN u(pid, 47) % 100 < 86 THEN {lao} ELSE '10' || lpad(CAST(u(pid, 48) % 50 AS VARCHAR), 3, '0') END",
        "has_citizen_id_card": "is_thai AND age >= 7",
        "legally_married": "is_married",
        "is_legitimate_child_of_parents": "u(pid, 49) % 1000 < 985",
        "annual_income": Scaled("income"),
        "family_income_annual": Scaled("home_income"),
        "taxable_income_2566": Scaled("income * 96 // 100"),
        "filed_tax_return": f"age >= 20 AND income > 60000 AND u(pid, 50) % 1000 < {share('tax_filer') * 2}",
        "days_in_thailand_tax_year": Scaled("CASE WHEN u(pid, 51) % 100 < 98 THEN 365 ELSE u(pid, 52) % 365 END"),
        "financial_assets": Scaled("deposit + CASE WHEN u(pid, 53) % 10 = 0 THEN deposit // 3 ELSE 0 END"),
        "deposits_2024_03_31": Scaled("deposit * 97 // 100"),
        "has_credit_card": f"doing IN ('state', 'section_33') AND u(pid, 54) % 1000 < {share('credit_card')}",
        "home_loan_limit": Scaled("CASE WHEN income > 180000 AND u(pid, 55) % 10 < 2 THEN income * 6 ELSE 0 END"),
        "vehicle_loan_limit": Scaled("CASE WHEN income > 120000 AND u(pid, 56) % 10 < 3 THEN income * 2 ELSE 0 END"),
        "bankrupt": f"age >= 20 AND {_below(57, share('bankrupt'))}",
        "in_prison": f"age BETWEEN 18 AND 64 AND {_below(58, share('in_prison'))}",
        "is_monk_or_cleric": f"sex = 'male' AND age BETWEEN 10 AND 79 AND {_below(59, share('monk'))}",
        "is_state_employee": "doing = 'state'",
        "receives_state_pension": "doing = 'pensioner'",
        "receives_state_salary": "doing = 'state' OR (age >= 60 AND u(pid, 60) % 1000 < 8)",
        "state_pension_scheme_member": "doing = 'state'",
        "resides_in_state_home": _below(61, share("state_home")),
        "covered_by_state_health_scheme": "doing IN ('state', 'pensioner') OR home_has_state",
        "oaa_registration_date": "CASE WHEN takes_old_age THEN CAST(birth_date + to_years(59) + to_days(CAST(u(pid, 62) % 540 AS INTEGER)) AS DATE) END",
        "oaa_recipient_before_2023_08_12": f"takes_old_age AND birth_date < DATE '1962-08-12' AND {_below(63, share('old_age_before_2566'))}",
        "has_disability_card": "is_disabled",
        "disability_card_expiry_date": "CASE WHEN is_disabled THEN (CASE WHEN u(pid, 64) % 10 < 6 THEN DATE '9999-12-31' ELSE some_day + 1200 END) END",
        "disability_type": f"CASE WHEN is_disabled THEN (CASE {' '.join(types)} ELSE 'physical' END) END",
        "disability_allowance_registration_date": f"CASE WHEN is_disabled AND {_below(65, share('disability_allowance_registered'))} THEN some_day - 300 END",
        "aids_certified_by_doctor": _below(66, share("aids_certified")),
        "lao_certified_insufficient_income": "age >= 18 AND income < 24000 AND u(pid, 67) % 10 < 3",
        "abandoned": "kind = 'alone' AND age >= 70 AND u(pid, 68) % 100 < 4",
        "unable_to_work": "is_disabled AND u(pid, 69) % 10 < 4",
        "has_state_welfare_card": "has_card",
        "swc_registration_date": "CASE WHEN age >= 18 AND (has_card OR u(pid, 70) % 10 < 2) THEN DATE '2022-09-05' + CAST(u(pid, 71) % 57 AS INTEGER) END",
        "swc_ekyc_done": f"has_card AND {_below(72, share('welfare_card_ekyc'))}",
        "swc_holder_on_2024_09_17": "has_card AND u(pid, 73) % 1000 < 990",
        "swc_holder_on_2025_10_01": "has_card AND u(pid, 74) % 1000 < 985",
        "electricity_bill": Scaled(satang, 100),
        "electricity_relief_registered": f"has_card AND {_below(75, share('electricity_relief'))}",
        "meter_type": f"CASE WHEN u(hid, 76) % 1000 < {share('residential_5a')} THEN 'residential_5a' WHEN u(hid, 76) % 1000 < 960 THEN 'residential_15a' ELSE 'other' END",
        "water_bill": Scaled("water"),
        "water_relief_registered": f"has_card AND {_below(77, share('water_relief'))}",
        "sso_section": Scaled("section"),
        "sso40_option": Scaled(f"CASE WHEN section = 40 THEN (CASE WHEN u(pid, 78) % 1000 < {first} THEN 1 WHEN u(pid, 78) % 1000 < {first + second} THEN 2 ELSE 3 END) END"),
        "sso_wage_base_monthly": Scaled("CASE WHEN section IN (33, 39) THEN income // 12 END"),
        "sso_avg_insured_wage_last_60": Scaled("CASE WHEN section IN (33, 39) THEN least(income // 12, 15000) END"),
        **months,
        "sso_months_total": Scaled("months"),
        "sso_insurance_ended": "section = 39 AND age >= 60",
        "is_employee": "doing = 'section_33'",
        "monthly_wage": Scaled("CASE WHEN doing = 'section_33' THEN income // 12 END"),
        "work_related": "FALSE",
        "works_full_time": "doing IN ('state', 'section_33')",
        "school_level": "level",
        "school_affiliation": "CASE WHEN level IS NOT NULL THEN (CASE WHEN u(pid, 79) % 100 < 68 THEN 'obec' WHEN u(pid, 79) % 100 < 78 THEN 'lao' WHEN u(pid, 79) % 100 < 97 THEN 'private' ELSE 'onab' END) END",
        "is_boarding_student": "level IS NOT NULL AND u(pid, 80) % 100 < 2",
        "school_in_free_education_scheme": "CASE WHEN level IS NOT NULL THEN u(pid, 81) % 100 < 95 END",
        "attendance_percent": Scaled(f"CASE WHEN {is_pupil} THEN 70 + u(pid, 82) % 31 END"),
        "eef_extremely_poor": f"CASE WHEN {is_pupil} THEN home_income // home_size <= 36000 AND {_below(83, share('poor_pupil') * 4)} END",
        "school_in_dsl": "CASE WHEN level IN ('upper_secondary', 'vocational_cert', 'vocational_diploma', 'bachelor') THEN u(pid, 84) % 10 < 9 END",
        "gpa": Scaled("CASE WHEN level IS NOT NULL THEN 150 + u(pid, 85) % 251 END", 100),
        "volunteer_hours_year": Scaled("CASE WHEN level IS NOT NULL THEN u(pid, 86) % 60 END"),
        "certified_poor": f"income < 40000 AND {_below(87, share('certified_low_income'))}",
        "social_worker_certified_low_income": f"income < 40000 AND {_below(88, share('certified_low_income'))}",
        "moved_in_date": "birth_date + CAST(u(pid, 89) % greatest(age * 365, 1) AS INTEGER)",
        "house_unsuitable": "u(hid, 90) % 100 < 6",
        "owns_house": "role = 'head' AND u(pid, 91) % 10 < 8",
        "able_to_run_occupation": "age < 75 AND NOT (is_disabled AND u(pid, 69) % 10 < 4)",
        "business_province": "CASE WHEN age >= 18 THEN province END",
        "application_province": "CASE WHEN age >= 18 THEN province END",
        "in_declared_disaster_area": "is_flooded",
        "flood_season_be": Scaled("CASE WHEN is_flooded THEN 2568 END"),
        "flooded_home_is_permanent_residence": "CASE WHEN is_flooded THEN u(hid, 92) % 10 < 9 END",
        "flood_days": Scaled("CASE WHEN is_flooded THEN u(hid, 93) % 50 END"),
        "property_damaged": "CASE WHEN is_flooded THEN u(hid, 94) % 10 < 7 END",
        "farmer_registration_date": "CASE WHEN doing = 'farmer' THEN some_day - 900 END",
        "rice_season": "CASE WHEN grows_rice THEN '2568/69' END",
        "rice_farmer_registered_this_season": "CASE WHEN doing = 'farmer' THEN grows_rice END",
        "rice_plot_verified": "CASE WHEN grows_rice THEN u(pid, 95) % 10 < 9 END",
        "rice_area_rai": Scaled("CASE WHEN grows_rice THEN 4 + u(pid, 96) % 120 END", 4),
        "tangrath_registration_date": f"CASE WHEN age >= 16 AND {_below(97, share('digital_wallet_registered'))} THEN DATE '2024-08-01' + CAST(u(pid, 98) % 46 AS INTEGER) END",
        "received_cash_10000_first_group": "(has_card OR is_disabled) AND u(pid, 99) % 1000 < 985",
        "khk_registration_date": f"CASE WHEN age >= 16 AND NOT has_card AND {_below(105, share('half_half_registered'))} THEN DATE '2025-10-20' + CAST(u(pid, 106) % 7 AS INTEGER) END",
        "contribution_date": "CASE WHEN doing IN ('farmer', 'informal') AND u(pid, 107) % 100 < 9 THEN some_day END",
        "nsf_contribution_this_year": Scaled("CASE WHEN doing IN ('farmer', 'informal') AND u(pid, 107) % 100 < 9 THEN 50 + u(pid, 108) % 2400 ELSE 0 END"),
    }  # fmt: skip


def _below(salt: int, permille: int) -> str:
    return f"u(pid, {salt}) % 1000 < {permille}"
