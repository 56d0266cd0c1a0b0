"""Floor 0: values that every floor shares. Imports nothing of ours, no web, no database."""
