"""Incentives for programs."""

from ninja import Router

from hardtech.zone.incentives.api import owed

__all__ = ["router"]

router = Router()
router.add_router("", owed.router)
