"""What can go wrong when the zone is started, in words, each with what to do about it."""

from collections.abc import Sequence
from pathlib import Path

ELSEWHERE = "set HARDTECH_HOME to another folder"


class ServerError(Exception):
    """Something stops the zone from running: what happened and where, and the `remedy` for a person."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy

    def explained(self) -> str:
        """Both sentences, for the terminal."""
        return f"{self}\n{self.remedy}"


class Interrupted(Exception):  # noqa: N818 - no error: somebody asked us to stop
    """A stop was asked for while something was still starting."""


def unwritable(folder: Path, error: OSError) -> ServerError:
    """The folder cannot be made or written."""
    return ServerError(
        f"{folder} cannot be written: {error.strerror}.",
        f"Free space on that disk, correct the folder's owner and mode, or {ELSEWHERE}.",
    )


def disk_full(folder: Path, free: int | None = None) -> ServerError:
    """Nothing more fits; `free` bytes are left, where known."""
    left = "" if free is None else f": {free // 2**20} MB are left"
    return ServerError(f"The disk of {folder} is full{left}.", f"Free space there, or {ELSEWHERE}.")


def not_utf8(folder: Path) -> ServerError:
    """PostgreSQL and the embedding model are handed paths in UTF-8."""
    return ServerError(f"The name of the folder {str(folder)!a} is not UTF-8.", f"Rename it, or {ELSEWHERE}.")


def already_running(home: Path, pid: int | None) -> ServerError:
    """Another `hardtech up` holds the home."""
    who = f" (process {pid})" if pid else ""
    return ServerError(
        f"Hardtech already runs in {home}{who}.",
        "See it with `hardtech status`, stop it with `hardtech down`, or use another HARDTECH_HOME and PORT.",
    )


def does_not_stop(home: Path, pid: int) -> ServerError:
    """The running `hardtech up` is out of reach, or takes too long."""
    return ServerError(
        f"Hardtech in {home} (process {pid}) does not stop from here.",
        "Stop it where it was started, with Ctrl-C.",
    )


def data_in_use(folder: Path, pid: int | None = None) -> ServerError:
    """A PostgreSQL that is not ours works on the data."""
    who = f" (process {pid})" if pid else ""
    stop = f" (kill -INT {pid})" if pid else ""
    return ServerError(
        f"The data in {folder} are in use by another PostgreSQL{who}.",
        f"Stop the Hardtech that runs it, or that process{stop}, and start again.",
    )


def other_version(folder: Path, found: str, ours: int) -> ServerError:
    """The data were written by another major version of PostgreSQL."""
    newer = found.isdigit() and int(found) > ours
    return ServerError(
        f"The data in {folder} are from PostgreSQL {found}; this Hardtech carries PostgreSQL {ours}.",
        "Install the Hardtech that wrote them, or a later one."
        if newer
        else f"Take them out with pg_dump of PostgreSQL {found}, restore them into an empty HARDTECH_HOME.",
    )


def newer_schema(migrations: Sequence[str]) -> ServerError:
    """The database has steps that this code does not know."""
    return ServerError(
        f"The data are from a newer version of Hardtech: this one does not know {', '.join(migrations)}.",
        "Install the version that wrote them, or a later one.",
    )


def not_a_database(folder: Path) -> ServerError:
    """Files, but not PostgreSQL's."""
    return ServerError(
        f"The folder {folder} holds files, but no PostgreSQL data.", f"Move them away, or {ELSEWHERE}."
    )


def somebody_elses(folder: Path) -> ServerError:
    """A folder that must be private belongs to another account."""
    return ServerError(f"The folder {folder} belongs to somebody else.", f"Remove it (rm -r {folder}).")


def unknown_owner(folder: Path, uid: int) -> ServerError:
    """The data belong to an account that does not exist here."""
    return ServerError(
        f"The folder {folder} belongs to user number {uid}, which this machine does not know.",
        f"Give it to an account that exists, for example: chown -R nobody {folder}",
    )


def out_of_reach(folder: Path, account: str) -> ServerError:
    """The account that runs PostgreSQL for root cannot get to its data."""
    return ServerError(
        f"The account {account}, which runs PostgreSQL for root, may not enter {folder.parent}.",
        f"Open the way (chmod o+x on each folder down to {folder.parent}), or {ELSEWHERE}.",
    )


def not_ready(seconds: float, reason: str, log: Path) -> ServerError:
    """PostgreSQL runs, but does not answer."""
    return ServerError(
        f"PostgreSQL did not become ready within {seconds:.0f} seconds: {reason}", f"Its log is {log}."
    )


def keeps_dying(name: str, times: int, within: float, log: Path) -> ServerError:
    """A process was restarted several times and ended again each time."""
    return ServerError(
        "\n".join(
            [f"The {name} ended {times} times within {within:.0f} seconds. Its last words:", *last_words(log)]
        ),
        f"Its whole log is {log}.",
    )


def postgres_said(output: str, folder: Path, log: Path | None = None) -> ServerError:
    """What PostgreSQL's own words mean for the person who started it."""
    where = f" Its log is {log}." if log else ""
    if "No space left on device" in output or "Disk quota exceeded" in output:
        return disk_full(folder)
    if "lock file" in output and "already exists" in output:
        return data_in_use(folder)
    if "Read-only file system" in output or "Permission denied" in output:
        return ServerError(
            f"PostgreSQL may not read or write in {folder}.",
            f"Correct the folder's owner and mode, or {ELSEWHERE}.{where}",
        )
    marks = ("FATAL", "PANIC", "error:")
    reasons = [line for line in output.splitlines() if any(mark in line for mark in marks)]
    reason = (reasons or output.strip().splitlines() or ["it said nothing"])[-1]
    return ServerError(f"PostgreSQL did not start in {folder}: {reason}", where.strip() or f"Or {ELSEWHERE}.")


def preparation_failed(log: Path) -> ServerError:
    """The steps on the database ended with a fault of ours."""
    return ServerError(
        "\n".join(["The database could not be made ready:", *last_words(log)]), f"The whole log is {log}."
    )


def web_silent(seconds: float, log: Path) -> ServerError:
    """The web server runs, but does not answer."""
    return ServerError(
        "\n".join([f"The web server did not answer within {seconds:.0f} seconds:", *last_words(log)]),
        f"Its whole log is {log}.",
    )


def last_words(log: Path, count: int = 5) -> list[str]:
    """The last lines of a log."""
    try:
        return log.read_text(errors="replace").strip().splitlines()[-count:]
    except OSError:
        return []
