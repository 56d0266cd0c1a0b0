"""What the API declares: its own addresses."""

from hardtech.zone.common.doors import RoomPages

__all__ = ["DECLARED"]

DECLARED = (RoomPages("api/", "hardtech.zone.api.urls"),)
