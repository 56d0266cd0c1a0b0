"""Options and output that the commands share."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import click

FILE = click.Path(path_type=Path, dir_okay=False)
PATH = click.Path(path_type=Path)


class Day(click.ParamType[datetime.date]):
    """A date such as 2026-04-01."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime.date:
        if isinstance(value, datetime.date):
            return value
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no date; write 2026-04-01.", param, ctx)


def today() -> datetime.date:
    """The day on which the command runs."""
    return datetime.datetime.now().astimezone().date()


on_option = click.option("--on", type=Day(), default=today, help="Day of the assessment; today without it.")
rules_option = click.option(
    "--rules", "folder", type=PATH, help="Folder of measures; without it, those that come along."
)


def print_json(data: object) -> None:
    """One JSON document on the standard output."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=1, default=str))
