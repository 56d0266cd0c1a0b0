"""Companies, teams and pairs as pages show them: what speaks for them, passages, reasons with shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hardtech.zone.market.counterparts.portfolio import Pair
from hardtech.zone.market.counterparts.search import Counterpart
from hardtech.zone.market.counterparts.teams import Team
from hardtech.zone.market.match_cards import PARTS, REASONS_SHOWN, marked, words_missing
from hardtech.zone.market.wording import field_pairs
from hardtech.zone.registry.models import Organisation

__all__ = ["company_card", "pair_row", "team_card"]

Words = Promise | str

PROFILE_PARTS: Mapping[str, Words] = {**PARTS, "title": _("Name"), "keywords": _("Fields")}
WORDS_SHOWN = 4
PASSAGES_SHOWN = 2
RECORDS_SHOWN = 4


def company_card(found: Counterpart[Organisation], rank: int) -> dict[str, Any]:
    """What speaks for the company: the sentences of its best need, or of its own profile."""
    company = found.record
    return {
        **_card(found, rank, PARTS if found.records else PROFILE_PARTS),
        "company": company,
        "fields": field_pairs(company.fields),
    }


def team_card(team: Team, rank: int) -> dict[str, Any]:
    """What speaks for the person who ranks first."""
    lead = team.lead.record
    return {
        **_card(team.lead, rank, PARTS),
        "lead": lead,
        "others": [one.record for one in team.members[1:]],
        "units": team.units,
        "records": team.offers[:RECORDS_SHOWN],
        "fields": field_pairs(lead.fields),
    }


def pair_row(pair: Pair, rank: int) -> dict[str, Any]:
    words = [reason.surface for reason in pair.explanation.reasons]
    return {
        "rank": rank,
        "percent": round(100 * pair.coverage),
        "need": pair.need,
        "offer": pair.offer,
        "words": list(dict.fromkeys(words))[:WORDS_SHOWN],
        "missing": words_missing(pair.explanation),
    }


def _card(found: Counterpart[Any], rank: int, parts: Mapping[str, Words]) -> dict[str, Any]:
    why = found.explanation
    return {
        "rank": rank,
        "percent": round(100 * found.share),
        "records": found.records,
        "passages": [{"html": marked(one), "part": parts[one.part]} for one in why.passages[:PASSAGES_SHOWN]],
        "reasons": [
            {"text": one.surface, "part": parts[one.part], "percent": round(100 * one.share)}
            for one in why.reasons[:REASONS_SHOWN]
        ],
    }
