"""Starts one program that dies with the process that started it.

Run as a script: `python -I -S -X utf8 launch.py PARENT DEATHSIG UID GID PROGRAM ARGUMENTS...`. Everything that must
happen between fork and exec happens here, in a process with one thread: code of our own between the two is
unsafe in a process with several. UID -1 keeps the present account. Only the standard library is imported,
since the script runs without the environment's packages.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Sequence

PR_SET_PDEATHSIG = 1
KEEP_ACCOUNT = -1


def die_with_parent(parent: int, signum: int) -> None:
    """Have the kernel send `signum` to this process when its parent ends, however that ends.

    On other systems than Linux nothing is asked. A parent that is gone already ends this process at once.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signum, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def command(
    program: Sequence[str], *, deathsig: int, uid: int = KEEP_ACCOUNT, gid: int = KEEP_ACCOUNT
) -> list[str]:
    """The command line that runs `program` through this script, as a child of the calling process."""
    return [
        sys.executable,
        "-I",
        "-S",
        "-X",
        "utf8",  # paths arrive and leave as the same bytes, whatever the locale
        __file__,
        str(os.getpid()),
        str(deathsig),
        str(uid),
        str(gid),
        *program,
    ]


def main() -> None:
    parent, deathsig, uid, gid = (int(word) for word in sys.argv[1:5])
    program = sys.argv[5:]
    if uid != KEEP_ACCOUNT:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    die_with_parent(parent, deathsig)  # after setuid, which clears the request
    os.execv(program[0], program)  # noqa: S606 - no shell is the point


if __name__ == "__main__":
    main()
