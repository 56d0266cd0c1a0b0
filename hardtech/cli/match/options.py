"""Options and lines of output that `run` and `bulk` share."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import click
from rich.console import Console

_SHOWN_COLUMNS = 12

top_option = click.option(
    "--top", type=click.IntRange(1, 1000), default=10, show_default=True, help="Offers for each need."
)


def map_option(fields: Collection[str]) -> Callable[[Any], Any]:
    """`--map COLUMN=FIELD`, for these fields."""
    known = ", ".join(fields)

    def read(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
        mapping = {}
        for value in values:
            column, equals, field = value.rpartition("=")
            if not equals or not column or field not in fields:
                message = f"{value!r} is not COLUMN=FIELD with one of the fields {known}."
                raise click.BadParameter(message, context, parameter)
            mapping[column] = field
        return mapping

    return click.option(
        "--map", "mapping", multiple=True, callback=read, metavar="COLUMN=FIELD",
        help=f"A column under another name; fields: {known}.",
    )  # fmt: skip


def print_unread(console: Console, columns: str, unread: Collection[str]) -> None:
    """Name the columns that take no part: a text among them would make better matches."""
    if unread:
        names = ", ".join([*unread][:_SHOWN_COLUMNS]) + (", …" if len(unread) > _SHOWN_COLUMNS else "")
        message = f"{columns} not used: {names}. To use one: --map COLUMN=FIELD"
        console.print(message, markup=False, soft_wrap=True)
