"""Offers: their columns and formats."""

from __future__ import annotations

from hardtech.zone.market.choices import IpStage
from hardtech.zone.market.exchange import sbir
from hardtech.zone.market.exchange.profiles import Profiles, profile_columns
from hardtech.zone.market.models import Offer
from hardtech.zone.workshop.exchange import cells
from hardtech.zone.workshop.exchange.records import Column, Format, attribute, own_format

__all__ = ["Offers"]


class Offers(Profiles[Offer]):
    name = "offers"
    model = Offer

    def columns(self) -> tuple[Column, ...]:
        return profile_columns(
            Column("trl", cells.number, attribute("trl"), ("readiness", "技术成熟度", "成熟度")),
            Column("trl_evidence", cells.text, attribute("trl_evidence")),
            Column("ip_stage", cells.choice(IpStage), attribute("ip_stage"), ("ip", "知识产权状态")),
            Column("ip_note", cells.text, attribute("ip_note"), ("专利号",)),
            Column("advantage_cost", cells.text, attribute("advantage_cost")),
            Column(
                "advantage_performance",
                cells.text,
                attribute("advantage_performance"),
                ("advantages", "优势"),
            ),
            Column("advantage_return", cells.text, attribute("advantage_return")),
        )

    def formats(self) -> dict[str, Format]:
        return {"own": own_format(self), "sbir": sbir.OFFERS}
