"""The market for programs: offers, needs, their matches on all sides, and what is decided on them."""

from ninja import Router

from hardtech.zone.market.api import counterparts, matches, needs, offers, ranking

__all__ = ["router"]

router = Router()
router.add_router("", offers.router)
router.add_router("", needs.router)
router.add_router("", matches.router)
router.add_router("", counterparts.router)
router.add_router("", ranking.router)
