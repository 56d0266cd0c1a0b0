"""A population of demonstration companies: which facts they have. Drawn from a seed, no real or invented person among them.

Sizes, revenue per head and growth are log-normal, shares are beta-distributed; the parameters are chosen so that verdicts
of every kind come out, not measured on any real zone. Companies are drawn in blocks with a generator of their own, so
that the first thousand are the same whatever the number asked for.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hardtech.zone.registry.choices import Field

__all__ = ["BLOCK", "YEARS", "Block", "draw"]

BLOCK = 1_000
YEARS = 4
CITIES = (("Xi'an", 0.72), ("Xianyang", 0.14), ("Baoji", 0.08), ("Weinan", 0.06))
INDUSTRIES = (
    ("manufacturing", 0.55),
    ("other", 0.33),
    ("wholesale", 0.04),
    ("business_services", 0.06),
    ("leasing", 0.02),
)
CENTRES = (("none", 0.78), ("county", 0.04), ("municipal", 0.11), ("provincial", 0.06), ("national", 0.01))
CARELESS = ((0.0, 0.45), (0.08, 0.35), (0.35, 0.20))
"""Which share of its facts a company leaves out, and how many companies are so."""

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]
Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Block:
    """Facts by name and fiscal year (0: of no year), a text or None for each company, as a `Statement` writes them."""

    fields: list[str]
    cities: list[str]
    registered: list[datetime.date]
    listed: list[bool]
    facts: dict[tuple[str, int], list[str | None]]
    chance: np.random.Generator


def draw(seed: int, number: int, size: int, on: datetime.date) -> Block:
    """The companies of block `number`, with facts of the four fiscal years before `on`."""
    chance = np.random.default_rng([seed, number])
    company = _Companies(chance, size, on)
    _money(company)
    _people(company)
    _rights(company)
    _conduct(company)
    _market(company)
    _single(company)
    return Block(
        fields=chance.choice(list(Field.values), size).tolist(),
        cities=_pick(chance, CITIES, size).tolist(),
        registered=company.registered,
        listed=company.listed.tolist(),
        facts=company.facts,
        chance=chance,
    )


class _Companies:
    """What the facts of a block have in common, and the facts drawn so far."""

    def __init__(self, chance: np.random.Generator, size: int, on: datetime.date) -> None:
        self.chance, self.size, self.last = chance, size, on.year - 1
        age = np.minimum(chance.gamma(2.2, 3.6, size), 28)
        self.registered = [on - datetime.timedelta(days=int(years * 365.25) + 20) for years in age]
        self.since = np.array([day.year for day in self.registered])
        self.careless = _pick(chance, CARELESS, size).astype(float)
        self.staff = np.clip(chance.lognormal(3.7, 1.1, size), 3, 6000)
        self.growth = np.clip(chance.normal(0.11, 0.2, (YEARS, size)), -0.6, 1.5)
        self.revenue = self.staff * chance.lognormal(13.2, 0.7, size)
        self.rd_share = chance.beta(1.6, 18, size)
        self.assets = self.revenue * chance.lognormal(0.2, 0.5, size)
        self.listed = (self.revenue > 4e8) & (chance.random(size) < 0.2)
        self.facts: dict[tuple[str, int], list[str | None]] = {}

    def truth(self, name: str, likely: float | Truths) -> Truths:
        values = likely if isinstance(likely, np.ndarray) else self.chance.random(self.size) < likely
        self._put(name, 0, np.where(values, "true", "false"))
        return values

    def whole(self, name: str, values: Array, year: int = 0) -> None:
        self._put(name, year, values.astype(np.int64).astype(str))

    def yuan(self, name: str, values: Array, year: int = 0) -> None:
        """Money to the yuan, stated in fen."""
        self.whole(name, values.astype(np.int64) * 100, year)

    def places(self, name: str, values: Array) -> None:
        """Two decimals; 0.00 without a sign."""
        self._put(name, 0, np.char.mod("%.2f", np.round(values, 2) + 0.0))

    def text(self, name: str, values: Array) -> None:
        self._put(name, 0, values)

    def share(self, a: float, b: float) -> Floats:
        return self.chance.beta(a, b, self.size)

    def _put(self, name: str, year: int, values: Array) -> None:
        known = self.chance.random(self.size) >= self.careless
        if year:
            known &= self.since <= year
        told = zip(known.tolist(), values.tolist(), strict=True)
        self.facts[name, year] = [value if is_known else None for is_known, value in told]


def _pick(chance: np.random.Generator, options: tuple[tuple[Any, float], ...], size: int) -> Array:
    values, weights = zip(*options, strict=True)
    return chance.choice(values, size, p=weights)


def _money(company: _Companies) -> None:
    """Four years back from the last: what was sold, spent and owned."""
    revenue, spent = company.revenue, []
    main, high_tech = company.share(14, 1.6), company.share(6, 2.2)
    cost, debt = company.chance.lognormal(-0.12, 0.12, company.size), company.share(4, 5)
    for back in range(YEARS):
        year = company.last - back
        rd = revenue * company.rd_share * company.chance.uniform(0.8, 1.2, company.size)
        spent.append(np.where(company.since <= year, rd, 0))
        company.yuan("revenue", revenue, year)
        company.yuan("main_revenue", revenue * main, year)
        company.yuan("total_income", revenue * 1.02, year)
        company.yuan("high_tech_income", revenue * high_tech, year)
        company.yuan("total_cost", revenue * cost, year)
        company.yuan("total_assets", company.assets / 1.1**back, year)
        company.yuan("total_debt", company.assets * debt / 1.1**back, year)
        company.yuan("rd", rd, year)
        revenue = revenue / (1 + company.growth[back])
    company.yuan(
        "rd_in_china_3y", sum(spent[:3]) * company.chance.uniform(0.85, 1, company.size), company.last
    )


def _people(company: _Companies) -> None:
    staff, technical = company.staff, company.share(3, 6)
    for back in range(YEARS):
        company.whole("staff", np.maximum(staff, 1), company.last - back)
        company.whole("sci_tech_staff", staff * technical, company.last - back)
        staff = staff / (1 + company.growth[back] / 2)


def _rights(company: _Companies) -> None:
    strength = np.sqrt(company.staff) * (0.3 + company.rd_share * 10)
    first, second = company.chance.poisson(strength / 4), company.chance.poisson(strength)
    company.whole("ip_class_1", first)
    company.whole("ip_class_2", second)
    company.whole("ip_own_1", np.minimum(first, company.chance.poisson(strength / 3)))
    company.whole("ip_class_1_own", np.minimum(first, company.chance.poisson(strength / 4)))
    company.whole("ip_class_1_used", np.minimum(first, company.chance.poisson(strength / 3)))
    company.whole("ip_high_value_1", np.minimum(first, company.chance.poisson(strength / 12)))
    company.truth("owns_core_ip", (first + second > 0) & (company.chance.random(company.size) < 0.95))
    company.places("conversions_per_year", company.chance.gamma(2.4, 2, company.size))


def _conduct(company: _Companies) -> None:
    """What it states of itself: nearly all are in order."""
    company.truth("resident_enterprise", 0.995)
    company.truth("is_enterprise", 0.995)
    company.truth("restricted_products", 0.004)
    company.truth("serious_incident", 0.005)
    company.truth("major_accident", 0.004)
    company.truth("on_dishonest_list", 0.012)


def _market(company: _Companies) -> None:
    company.truth("in_supported_field", 0.88)
    company.truth("strategic_industry", 0.7)
    company.whole(
        "niche_years",
        np.minimum(company.chance.gamma(3, 3, company.size), company.last + 1 - company.since),
    )
    company.truth("fills_gap", 0.12)
    share, luck = company.share(1.2, 9), company.chance.random(company.size)
    company.places("market_share", share * 100)
    company.truth("leads_in_province", (share > 0.1) & (luck < 0.6))
    company.truth("national_top3", (share > 0.25) & (luck < 0.3))
    company.whole("gradient_score", np.clip(company.chance.normal(61, 15, company.size), 0, 100))
    company.truth("is_renewal", 0.03)
    company.truth("provincial_rd_body", 0.08)
    company.truth("demonstration_enterprise", 0.03)
    company.truth("led_standard_5y", 0.04)
    company.truth("national_award_5y", 0.01)
    company.truth("national_award_top3", 0.006)
    award = company.truth("sci_tech_award_3y", 0.04)
    company.truth("sci_tech_award", award & (company.chance.random(company.size) < 0.6))


def _single(company: _Companies) -> None:
    """Growth, capital, the premises: figures of no fiscal year."""
    chance, size = company.chance, company.size
    company.text("registered_on", np.array([day.isoformat() for day in company.registered]))
    company.text("industry", _pick(chance, INDUSTRIES, size))
    company.text("centre_level", _pick(chance, CENTRES, size))
    company.truth("listed_circuits_or_machines", 0.02)
    company.places("sales_growth", company.growth[0] * 100)
    company.places("net_asset_growth", chance.normal(16, 18, size))
    company.places("sci_tech_intensity", company.rd_share * 100)
    funded = chance.random(size) < 0.25
    raised = np.where(funded, chance.lognormal(16.2, 1, size), 0)
    company.yuan("new_equity_3y", raised)
    company.yuan("new_equity_2y", raised * (chance.random(size) < 0.7))
    company.truth("private_capital", funded)
    company.truth("listed", company.listed)
    valuation = company.assets * chance.lognormal(0.5, 0.7, size)
    company.yuan("valuation", valuation / 7)
    company.yuan("valuation_yuan", valuation)
    tenant = company.truth("tenant", 0.55)
    company.yuan("rent", np.where(tenant, company.staff * chance.lognormal(8.6, 0.4, size), 0))
    spent = company.revenue * company.rd_share
    company.yuan("rd_first_five", spent * 0.85)
    company.yuan("rd_other", spent * 0.07)
    company.yuan("rd_commissioned_domestic", spent * 0.06)
    company.yuan("rd_commissioned_foreign", spent * (chance.random(size) < 0.03) * 0.05)
    company.yuan("rd_amortised", spent * (chance.random(size) < 0.1) * 0.1)
