"""Cells, problems and their wording: what every kind of record needs when it is imported or exported."""
