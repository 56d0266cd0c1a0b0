"""What the command line prints does not depend on the locale."""

import subprocess
import sys

from hardtech.cli.server.tests.zones import ASCII_LOCALE


def test_output_is_the_same_in_a_locale_without_utf8() -> None:
    command = [sys.executable, "-m", "hardtech", "rules", "list"]
    plain, other = (
        subprocess.run(command, capture_output=True, check=True, env=environment)
        for environment in ({"LC_ALL": "C.UTF-8"}, ASCII_LOCALE)
    )
    assert not plain.stdout.isascii()
    assert (other.stdout, other.stderr) == (plain.stdout, b"")
