"""What decisions teach about ranking, and whether that may be believed."""
