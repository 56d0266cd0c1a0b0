"""`hardtech rules`: policy measures on plain files."""
