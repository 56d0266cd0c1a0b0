"""Offers: their columns and formats."""

from __future__ import annotations

from hardtech.zone.market.choices import IpStage
from hardtech.zone.market.exchange import sbir
from hardtech.zone.market.exchange.profiles import OWNER, WORDS, Profiles, people_of
from hardtech.zone.market.models import Offer
from hardtech.zone.workshop.exchange import cells
from hardtech.zone.workshop.exchange.kinds import FileColumn

__all__ = ["Offers"]


class Offers(Profiles[Offer]):
    name = "offers"
    model = Offer
    other_formats = (sbir.OFFERS,)
    own_columns = (
        *WORDS,
        FileColumn("trl_evidence", cells.text),
        FileColumn("ip_stage", cells.choice(IpStage), ("ip", "知识产权状态")),
        FileColumn("ip_note", cells.text, ("专利号",)),
        FileColumn("advantage_cost", cells.text),
        FileColumn("advantage_performance", cells.text, ("advantages", "优势")),
        FileColumn("advantage_return", cells.text),
        *OWNER,
    )
    related_rows = {"people": people_of(Offer)}
