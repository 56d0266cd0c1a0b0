"""Measures from YAML, with every fault named."""
