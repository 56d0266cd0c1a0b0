"""The inverted index: built, kept on disk, and searched."""
