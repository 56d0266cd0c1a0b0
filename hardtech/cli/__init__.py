"""The command line: one tree, `hardtech`. Commands are imported only when they are called."""

from hardtech.cli._main import main

__all__ = ["main"]
