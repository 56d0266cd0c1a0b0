"""One case against one measure."""
