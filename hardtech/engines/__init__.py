"""Floor 1: pure Python. No web, no database: values in, values out."""
