"""`hardtech match`: the matching engine on plain files."""
