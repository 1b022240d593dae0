"""OpenFisca on its public country template: runs in an environment of its own, under orders from bench/eligibility.py.

Each line read is {"households": [...], "times": n, "trace": false}; the answer is a line with the variables of each
household and the CPU seconds that n rounds over all of them took. Reading the legislation happens once, before.
"""

import gc
import json
import sys
import time
from importlib.metadata import version

from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_country_template import CountryTaxBenefitSystem

MONTH, YEAR, JANUARY = "2016-06", "2016", "2016-01"
VARIABLES = (
    ("income_tax", MONTH),
    ("social_security_contribution", MONTH),
    ("basic_income", MONTH),
    ("pension", MONTH),
    ("housing_tax", YEAR),
    ("housing_allowance", MONTH),
    ("parenting_allowance", MONTH),
    ("disposable_income", MONTH),
)


def situation(household):
    """Return a household in the form that the simulation builder reads."""
    persons = {
        f"p{place}": {
            "birth": {"ETERNITY": one["birth"]},
            "salary": {MONTH: one["salary"]},
            "capital_returns": {MONTH: one["capital_returns"]},
        }
        for place, one in enumerate(household["members"])
    }
    roles = {True: [], False: []}
    for place, one in enumerate(household["members"]):
        roles[one["is_adult"]].append(f"p{place}")
    home = {
        "adults": roles[True],
        "children": roles[False],
        "rent": {MONTH: household["rent"]},
        "accommodation_size": {JANUARY: household["accommodation_size"]},
        "housing_occupancy_status": {JANUARY: household["housing_occupancy_status"]},
    }
    return {"persons": persons, "households": {"home": home}}


def calculated(system, entities, trace):
    """Build one simulation and calculate the eight variables."""
    simulation = SimulationBuilder().build_from_entities(system, entities)
    simulation.trace = trace
    return {name: simulation.calculate(name, period) for name, period in VARIABLES}


def main():
    """Answer until there are no more lines."""
    system = CountryTaxBenefitSystem()
    print(json.dumps({name: version(name) for name in ("openfisca-core", "openfisca-country-template")}), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        entities = [situation(one) for one in order["households"]]
        answers = [calculated(system, one, order["trace"]) for one in entities]
        gc.collect()
        began = time.process_time()
        for _ in range(order["times"]):
            for one in entities:
                calculated(system, one, order["trace"])
        took = time.process_time() - began
        plain = [{name: value.tolist() for name, value in answer.items()} for answer in answers]
        print(json.dumps({"cpu_s": took, "answers": plain}), flush=True)


if __name__ == "__main__":
    main()
