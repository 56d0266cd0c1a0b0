"""What is asked for in figures and words, and what a text says to it."""
