"""Hardtech: the operating platform of a hard-technology innovation zone."""

__version__ = "0.1.0"
