"""Texts as terms, what each term is worth, and why a text was found."""
