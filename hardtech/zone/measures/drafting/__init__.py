"""Measures as people write them: text, figures, checks, differences. Nothing here reads or writes the database."""
