"""Many cases at once, in columns."""
