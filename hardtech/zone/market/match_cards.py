"""Matches as pages show them: passages with marks, reasons with shares, gaps in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardtech.engines.matching import Explanation, Finding, Passage, Reason
from hardtech.zone.accounts.permissions import Visitor, is_technology_manager
from hardtech.zone.common.languages import joined
from hardtech.zone.market.choices import Side
from hardtech.zone.market.finding_rows import finding_summary, marked_text
from hardtech.zone.market.learning.wording import parts_of
from hardtech.zone.market.matching import Ranked
from hardtech.zone.market.models import Need, Offer, Profile, need_and_offer
from hardtech.zone.market.permissions import is_insider
from hardtech.zone.market.wording import field_pairs

__all__ = ["acting_side", "marked", "match_card", "reasons_of", "trl_sentence", "words_missing"]

REASONS_SHOWN = 6
GAPS_SHOWN = 8

PARTS: dict[str, Promise] = {
    "title": gettext_lazy("Title"),
    "keywords": gettext_lazy("Keywords"),
    "summary": gettext_lazy("Summary"),
    "body": gettext_lazy("Description"),
}


def acting_side(visitor: Visitor, asking: Profile) -> Side | None:
    """For whom the visitor decides on this page: their own side before the broker's; None only reads."""
    if is_insider(visitor, asking):
        return Side(asking.SIDE)
    return Side.BROKER if is_technology_manager(visitor) else None


def match_card(
    asking: Offer | Need, ranked: Ranked, rank: int, side: Side | None, findings: Sequence[Finding]
) -> dict[str, Any]:
    """One match for `common/_match_card.html`, with what its actions need."""
    found, decision = ranked.profile, ranked.decision
    need, offer = need_and_offer(asking, found)
    gaps = [trl_sentence(need, offer), words_missing(ranked.explanation) if found is offer else ""]
    return {
        "rank": rank,
        "percent": round(100 * ranked.share),
        "title": found.title,
        "url": found.get_absolute_url(),
        "ref": found.ref,
        "lang": found.html_lang,
        "owner": found.owner.name,
        "owner_url": found.owner.get_absolute_url(),
        "fields": field_pairs(found.fields),
        "trl": found.trl,
        "trl_asked": need.trl if found is offer else None,
        "is_demo": found.is_demo,
        "state": decision.verdict if decision else "",
        "passages": [
            {"html": marked(passage), "part": PARTS[passage.part]} for passage in ranked.explanation.passages
        ],
        "passages_title": "" if found is offer else _("Passages that this offer answers"),
        "reasons": reasons_of(ranked.explanation),
        "parts": parts_of(ranked.parts, ranked.best),
        "gaps": [gap for gap in gaps if gap],
        "findings": finding_summary(findings, need, offer),
        "decision": decision,
        "side": decision.side if decision else side,
        "need_ref": need.ref,
        "offer_ref": offer.ref,
        "comparable": found is offer,
    }


def marked(passage: Passage) -> SafeString:
    """The passage as HTML with the words that count in <mark>."""
    return marked_text(passage.text, passage.highlights)


def reasons_of(explanation: Explanation, most: int = REASONS_SHOWN) -> list[dict[str, Any]]:
    """The terms that count most, the part of the offer where each stands, and its share of the score."""
    return [
        {"text": _pair(reason), "part": PARTS[reason.part], "percent": round(100 * reason.share)}
        for reason in explanation.reasons[:most]
    ]


def _pair(reason: Reason) -> str:
    """The word of the record found, behind the word of the other language that it renders."""
    return f"{reason.via} ↔ {reason.surface}" if reason.via else reason.surface


def trl_sentence(need: Need, offer: Offer) -> str:
    """What lies between the readiness asked for and the one offered; empty when nothing does."""
    if need.trl is None or (offer.trl is not None and offer.trl >= need.trl):
        return ""
    if offer.trl is None:
        return _("Readiness is not stated; TRL %(asked)d is asked for.") % {"asked": need.trl}
    return _("TRL %(offered)d is offered, %(asked)d is asked for.") % {
        "offered": offer.trl,
        "asked": need.trl,
    }


def words_missing(explanation: Explanation) -> str:
    """The important words of the need that the offer does not use, in one sentence; empty when there are none."""
    words = _joined(gap.surface for gap in explanation.gaps[:GAPS_SHOWN])
    return _("The offer does not speak of: %(words)s") % {"words": words} if words else ""


def _joined(words: Iterable[str]) -> str:
    return joined(dict.fromkeys(words))
