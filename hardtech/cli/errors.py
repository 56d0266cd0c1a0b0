"""What a command says when it cannot go on.

Exit codes: 0 done, 1 the data was refused (`Refused`), 2 wrong usage (click's own `UsageError`).
"""

from __future__ import annotations

import click

__all__ = ["Refused"]


class Refused(click.ClickException):
    """The command understood, and the data or the machine does not allow it: what, where, what to do."""

    exit_code = 1
