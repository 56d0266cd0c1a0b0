"""The locks of `requirements/`: read, closed, and installed by the oldest pip that we support."""
