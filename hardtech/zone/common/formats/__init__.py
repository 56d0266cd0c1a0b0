"""How dates and numbers are written, where the zone differs from Django's own choice."""
