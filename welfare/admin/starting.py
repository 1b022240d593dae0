"""The text that the first draft of a new programme begins with: the format by example, to be written over."""

FIRST_TEXT = """format: rules/1
code: {code}
version: 1
title: {{th: "ชื่อโครงการ", en: "Name of the programme"}}
agency: {{id: {agency}, th: "{agency_th}", en: "{agency_en}"}}
entity: person
covers: {{from: 2026-10-01, to: null}}
period: month
cites:
  reg: {{ref: "ชื่อระเบียบ พ.ศ. ....", status: unverified}}
tables:
  rates:
    unit: {{amount: THB/month}}
    rows:
      - {{from: 2026-10-01, to: null, amount: 500, cite: reg}}
let:
  a: "age(birth_date, as_of)"
criteria:
  - id: thai_nationality
    expr: "nationality == 'THA'"
    cite: "reg ข้อ 1"
    say: {{th: "มีสัญชาติไทย (พบ: {{nationality}})", en: "Thai nationality (found: {{nationality}})"}}
  - id: of_age
    expr: "a >= 60"
    cite: "reg ข้อ 2"
    say: {{th: "อายุครบ 60 ปี (อายุ {{a}} ปี)", en: "60 completed years (age {{a}})"}}
outputs:
  amount:
    expr: "tbl('rates', as_of).amount"
    unit: THB/month
    cite: reg
    say: {{th: "ได้รับเดือนละ {{amount}} บาท", en: "THB {{amount}} a month"}}
evidence: {{know: self, apply: document, pay: registry}}
tests:
  - {{id: exactly_60, as_of: 2026-11-01, facts: {{nationality: THA, birth_date: 1966-11-01}}, expect: {{eligible: true, outputs: {{amount: 500}}}}}}
  - {{id: a_day_too_young, as_of: 2026-11-01, facts: {{nationality: THA, birth_date: 1966-11-02}}, expect: {{eligible: false, reason: of_age}}}}
  - {{id: a_year_more, as_of: 2026-11-01, facts: {{nationality: THA, birth_date: 1965-11-01}}, expect: {{eligible: true}}}}
  - {{id: not_thai, as_of: 2026-11-01, facts: {{nationality: LAO, birth_date: 1950-01-01}}, expect: {{eligible: false, reason: thai_nationality}}}}
  - {{id: nothing_known, as_of: 2026-11-01, facts: {{}}, expect: {{eligible: unknown, reason: thai_nationality}}}}
"""  # noqa: E501 - one test a line reads better than a wrapped one
