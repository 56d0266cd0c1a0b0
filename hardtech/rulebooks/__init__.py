"""The rulebooks that Hardtech brings along: policy measures as YAML, read by `hardtech.engines.rules`."""

from pathlib import Path

FOLDER = Path(__file__).parent
