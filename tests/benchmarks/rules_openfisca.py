"""Three measures of the articles in OpenFisca-Core: float32, what is missing counts as 0 or no."""

from __future__ import annotations

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

PERIOD = "2022"
COMPANY = build_entity(key="company", plural="companies", label="A company", is_person=True)


def _given(name: str, kind: type) -> type[Variable]:
    body = {"value_type": kind, "entity": COMPANY, "definition_period": DateUnit.YEAR, "label": name}
    return type(name, (Variable,), body)


class referral_reward(Variable):  # noqa: N801 - OpenFisca's variables bear their names so
    value_type = float
    entity = COMPANY
    definition_period = DateUnit.YEAR
    label = "1 % of the actual investment, at most 3 million yuan"

    def formula(companies, period):  # noqa: N805
        due = (
            companies("technology_project", period)
            * companies("enterprise_established", period)
            * companies("capacity_reached", period)
        )
        return due * np.minimum(companies("actual_investment", period) * 0.01, 3_000_000)


class service_platform_bonus(Variable):  # noqa: N801
    value_type = float
    entity = COMPANY
    definition_period = DateUnit.YEAR
    label = "30 % of the investment, at most 10 million yuan, by trade volume"

    def formula(companies, period):  # noqa: N805
        due = (
            companies("newly_built", period)
            * companies("platform_for_integration", period)
            * (companies("trade_volume", period) > 0)
        )
        share = np.minimum(
            companies("bonus_by_trade_volume", period), companies("total_investment", period) * 0.3
        )
        return due * np.minimum(share, 10_000_000)


class incubator_bonus(Variable):  # noqa: N801
    value_type = float
    entity = COMPANY
    definition_period = DateUnit.YEAR
    label = "at most 5 million yuan"

    def formula(companies, period):  # noqa: N805
        due = companies("newly_built", period) * companies("incubator_for_integration", period)
        return due * np.minimum(companies("bonus_set", period), 5_000_000)


MEASURES = {
    "xixian-2022/referral-reward": "referral_reward",
    "xian-2017/service-platform-bonus": "service_platform_bonus",
    "xian-2017/incubator-bonus": "incubator_bonus",
}
TRUTHS = (
    "technology_project", "enterprise_established", "capacity_reached", "newly_built", "platform_for_integration",
    "incubator_for_integration",
)  # fmt: skip
MONEY = ("actual_investment", "trade_volume", "bonus_by_trade_volume", "total_investment", "bonus_set")


def system() -> TaxBenefitSystem:
    found = TaxBenefitSystem([COMPANY])
    for name in TRUTHS:
        found.add_variable(_given(name, bool))
    for name in MONEY:
        found.add_variable(_given(name, float))
    for variable in (referral_reward, service_platform_bonus, incubator_bonus):
        found.add_variable(variable)
    return found


def simulation(tax_benefit_system: TaxBenefitSystem, facts: dict[str, np.ndarray]) -> object:
    """A simulation with the facts set (money in yuan); each is good for one calculation, since results are cached."""
    made = SimulationBuilder().build_default_simulation(tax_benefit_system, count=len(facts["newly_built"]))
    for name, values in facts.items():
        made.set_input(name, PERIOD, values)
    return made
