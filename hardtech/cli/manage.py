"""`hardtech manage …`: Django's own commands, with our settings."""

from __future__ import annotations

import os

import click

__all__ = ["manage"]


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's commands, for example `hardtech manage createsuperuser`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hardtech.zone.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["hardtech manage", *arguments])
