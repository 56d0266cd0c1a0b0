"""The market for programs: offers, needs, their matches, and what is decided on them."""

from ninja import Router

from hardtech.zone.market.api import matches, needs, offers

__all__ = ["router"]

router = Router()
router.add_router("", offers.router)
router.add_router("", needs.router)
router.add_router("", matches.router)
