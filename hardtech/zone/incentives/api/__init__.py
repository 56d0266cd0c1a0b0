"""Incentives for programs."""

from ninja import Router

from hardtech.zone.incentives.api import claims, owed

__all__ = ["router"]

router = Router()
router.add_router("", owed.router)
router.add_router("", claims.router)
