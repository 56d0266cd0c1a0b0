"""Texts as vectors, and searching by words and meaning at once."""
