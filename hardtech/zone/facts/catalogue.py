"""Facts of organisations as pages show them: in groups, each by a short name.

The rulebooks ask a question for each fact; a table needs a word or two. A fact that stands here with no name (an officer has
just added it to a measure) is shown by its question, among the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hardtech.engines.rules import Fact
from hardtech.zone.common.languages import in_reader_language

__all__ = ["Group", "group_of", "in_order", "label", "question"]


class Group(models.TextChoices):
    """In the order of the page."""

    IDENTITY = "identity", _("Identity")
    PEOPLE = "people", _("People")
    MONEY = "money", _("Money")
    CAPITAL = "capital", _("Capital and growth")
    RESEARCH = "research", _("Research and development")
    RIGHTS = "rights", _("Intellectual property")
    MARKET = "market", _("Market")
    TITLES = "titles", _("Titles")
    TRANSFER = "transfer", _("Technology transfer")
    PREMISES = "premises", _("Premises")
    CONDUCT = "conduct", _("Conduct")
    OTHER = "other", _("Other facts")
    JUDGED = "judged", _("For officers and experts to judge")


FACTS: Mapping[str, tuple[Group, Promise]] = {
    "registered_on": (Group.IDENTITY, _("Registered on")),
    "resident_enterprise": (Group.IDENTITY, _("Resident enterprise")),
    "is_enterprise": (Group.IDENTITY, _("Is an enterprise")),
    "industry": (Group.IDENTITY, _("Industry")),
    "in_supported_field": (Group.IDENTITY, _("In a field that the state supports")),
    "strategic_industry": (Group.IDENTITY, _("In a strategic emerging industry")),
    "listed_circuits_or_machines": (Group.IDENTITY, _("On the list of chip or machine-tool makers")),
    "staff": (Group.PEOPLE, _("Staff")),
    "sci_tech_staff": (Group.PEOPLE, _("Science and technology staff")),
    "graduates": (Group.PEOPLE, _("Graduates among the staff")),
    "revenue": (Group.MONEY, _("Sales revenue")),
    "main_revenue": (Group.MONEY, _("Revenue of the main business")),
    "total_income": (Group.MONEY, _("Total income")),
    "high_tech_income": (Group.MONEY, _("Income from high-tech products")),
    "total_cost": (Group.MONEY, _("Costs and expenses")),
    "total_assets": (Group.MONEY, _("Total assets")),
    "total_debt": (Group.MONEY, _("Total liabilities")),
    "sales_growth": (Group.CAPITAL, _("Growth of sales")),
    "net_asset_growth": (Group.CAPITAL, _("Growth of net assets")),
    "new_equity_2y": (Group.CAPITAL, _("New equity in two years")),
    "new_equity_3y": (Group.CAPITAL, _("New equity in three years")),
    "private_capital": (Group.CAPITAL, _("Has raised private capital")),
    "valuation": (Group.CAPITAL, _("Valuation in US dollars")),
    "valuation_yuan": (Group.CAPITAL, _("Valuation in yuan")),
    "listed": (Group.CAPITAL, _("Listed")),
    "rd": (Group.RESEARCH, _("R&D spending")),
    "rd_in_china_3y": (Group.RESEARCH, _("R&D in China, three years together")),
    "sci_tech_intensity": (Group.RESEARCH, _("Intensity of sci-tech spending")),
    "rd_first_five": (Group.RESEARCH, _("R&D: first five kinds of expense")),
    "rd_other": (Group.RESEARCH, _("R&D: other expenses")),
    "rd_commissioned_domestic": (Group.RESEARCH, _("R&D commissioned at home")),
    "rd_commissioned_foreign": (Group.RESEARCH, _("R&D commissioned abroad")),
    "rd_amortised": (Group.RESEARCH, _("R&D: amortisation")),
    "centre_level": (Group.RESEARCH, _("Technology centre")),
    "provincial_rd_body": (Group.RESEARCH, _("Recognised R&D body")),
    "sci_tech_award": (Group.RESEARCH, _("Provincial sci-tech award, top three")),
    "sci_tech_award_3y": (Group.RESEARCH, _("Sci-tech award in three years")),
    "national_award_5y": (Group.RESEARCH, _("National award in five years")),
    "national_award_top3": (Group.RESEARCH, _("National award, top three")),
    "led_standard_5y": (Group.RESEARCH, _("Led a standard in five years")),
    "ip_class_1": (Group.RIGHTS, _("Class I rights")),
    "ip_own_1": (Group.RIGHTS, _("Class I rights from its own R&D")),
    "ip_class_1_own": (Group.RIGHTS, _("Own class I rights, first three holders")),
    "ip_class_1_used": (Group.RIGHTS, _("Class I rights in profitable use")),
    "ip_high_value_1": (Group.RIGHTS, _("High-value class I rights")),
    "ip_class_2": (Group.RIGHTS, _("Class II rights")),
    "owns_core_ip": (Group.RIGHTS, _("Owns the rights of its main product")),
    "conversions_per_year": (Group.RIGHTS, _("Results put to use per year")),
    "niche_years": (Group.MARKET, _("Years in its niche")),
    "market_share": (Group.MARKET, _("Share of its niche")),
    "leads_in_province": (Group.MARKET, _("Leads its niche in the province")),
    "national_top3": (Group.MARKET, _("National top three of its niche")),
    "fills_gap": (Group.MARKET, _("Product fills a gap")),
    "valid_technology_sme": (Group.TITLES, _("Technology-based SME")),
    "valid_innovative_sme": (Group.TITLES, _("Innovative SME")),
    "valid_high_tech": (Group.TITLES, _("High-tech enterprise")),
    "valid_srdi_sme": (Group.TITLES, _("Specialised and innovative SME (SRDI)")),
    "demonstration_enterprise": (Group.TITLES, _("National demonstration enterprise")),
    "gradient_score": (Group.TITLES, _("Score on the cultivation platform")),
    "is_renewal": (Group.TITLES, _("Title due for renewal")),
    "contract_registered": (Group.TRANSFER, _("Contract registered")),
    "wholly_related_party": (Group.TRANSFER, _("Transferred to a wholly owned party")),
    "transfer_revenue": (Group.TRANSFER, _("Income from technology transfer")),
    "transfer_cost": (Group.TRANSFER, _("Cost of technology transfer")),
    "transfer_taxes": (Group.TRANSFER, _("Taxes on technology transfer")),
    "tenant": (Group.PREMISES, _("Rents in the zone’s parks")),
    "rent": (Group.PREMISES, _("Rent due")),
    "restricted_products": (Group.CONDUCT, _("Makes restricted products")),
    "serious_incident": (Group.CONDUCT, _("Serious incident in the last or this year")),
    "major_accident": (Group.CONDUCT, _("Major accident in the last year")),
    "on_dishonest_list": (Group.CONDUCT, _("On a list of abnormal or dishonest enterprises")),
    "market_ahead": (Group.JUDGED, _("Relatively ahead in its market")),
    "key_product": (Group.JUDGED, _("Product is a key link of a chain")),
    "equity_route": (Group.JUDGED, _("Qualifies by new equity")),
    "points_advancement": (Group.JUDGED, _("Points: how advanced the technology is")),
    "points_core": (Group.JUDGED, _("Points: support of the core product")),
    "points_number": (Group.JUDGED, _("Points: number of rights")),
    "points_acquisition": (Group.JUDGED, _("Points: how the rights were acquired")),
    "points_standards": (Group.JUDGED, _("Points: taking part in standards")),
    "points_conversion": (Group.JUDGED, _("Points: putting results to use")),
    "points_rd_system": (Group.JUDGED, _("Points: management of R&D")),
    "points_rd_body": (Group.JUDGED, _("Points: R&D bodies and cooperation")),
    "points_incentives": (Group.JUDGED, _("Points: incentives for conversion")),
    "points_training": (Group.JUDGED, _("Points: training and performance of staff")),
    "points_net_assets": (Group.JUDGED, _("Points: growth of net assets")),
    "points_sales": (Group.JUDGED, _("Points: growth of sales")),
    "bonus_set": (Group.JUDGED, _("Bonus set by the office")),
    "relief_due": (Group.JUDGED, _("Relief of rent granted for the period")),
    "relief_set": (Group.JUDGED, _("Rent waived")),
}


def group_of(fact: Fact) -> Group:
    """Where it stands on the page."""
    if fact.judged:
        return Group.JUDGED
    return FACTS[fact.name][0] if fact.name in FACTS else Group.OTHER


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Group by group, as they stand above; others by name at the end."""
    place = {name: at for at, name in enumerate(FACTS)}
    groups = list(Group)
    return sorted(
        facts, key=lambda fact: (groups.index(group_of(fact)), place.get(fact.name, len(place)), fact.name)
    )


def label(fact: Fact) -> str:
    """A word or two for a table."""
    return str(FACTS[fact.name][1]) if fact.name in FACTS else question(fact)


def question(fact: Fact) -> str:
    """The rulebooks' question in the reader's language."""
    return in_reader_language(fact.question.get("en", ""), fact.question.get("zh", "")) or fact.name
