"""Offers and needs taken in and given back: their columns, and the formats of other sources."""
