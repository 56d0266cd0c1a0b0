"""A driver, and a node of a real Ray cluster, killed in the middle of the work: nothing is lost, nothing doubled."""

import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from hardtech.cli.match.command import match
from hardtech.cli.tests.test_workers import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("cluster")]

BLOCKS = 16
NEEDS = 500 * BLOCKS
OFFERS = 2000
PYTHON = Path(sys.executable)
RAY = PYTHON.with_name("ray")
ATTEMPTS = 5
"""A piece takes a blink: at the very moment of its death a node may have none in work. Then another one is killed."""

HEAD, OTHER = "127.0.0.2", "127.0.0.3"


def texts(count, length, seed):
    chance = random.Random(seed)
    words = [f"word{number}" for number in range(3000)]
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    return [" ".join(chance.choices(words, weights, k=length)) for _ in range(count)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Needs and offers, and the matches of a run that nothing interrupted, with one shard, in this process."""
    folder = tmp_path_factory.mktemp("bulk")
    for name, count, length, seed in (("needs", NEEDS, 15, 1), ("offers", OFFERS, 80, 2)):
        frame = pl.DataFrame(
            {"id": [f"{name}{number}" for number in range(count)], "text": texts(count, length, seed)}
        )
        (folder / name).mkdir()
        for number, part in enumerate(frame.iter_slices(count // 3)):
            part.write_parquet(folder / name / f"{number}.parquet")
    arguments = [*arguments_of(folder, "whole")[3:], "--workers", "1", "--shards", "1"]
    assert CliRunner().invoke(match, arguments).exit_code == 0
    return folder


def arguments_of(folder, out):
    files = [str(folder / name) for name in ("needs", "offers")]
    return ["-m", "hardtech", "match", "bulk", *files, "--out", str(folder / out)]


def interruptible():
    """Where the tests run in the background of a shell, Ctrl-C is ignored, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Driver:
    """`hardtech match bulk` as a process of its own, with what it says in a file."""

    def __init__(self, folder, out, *options, environment=()):
        self.out = folder / out
        self.said = folder / f"{out}.{time.monotonic_ns()}.log"
        with self.said.open("w") as said:
            command = [PYTHON, *arguments_of(folder, out), *options]
            self.process = subprocess.Popen(
                command,
                stdout=said,
                stderr=said,
                env={**os.environ, **dict(environment)},
                preexec_fn=interruptible,  # noqa: PLW1509 - no threads run here
            )

    def finished(self):
        """The blocks that are finished, each with what tells whether it was written again."""
        return {
            path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in self.out.glob("matches/0*")
        }

    def until(self, blocks):
        """Wait for so many finished blocks."""
        wait_until(lambda: len(self.finished()) >= blocks or self.process.poll() is not None, 120)
        assert self.process.poll() is None, self.said.read_text()

    def kill(self, number=signal.SIGKILL):
        """Kill it; return the finished blocks, which are some and not all."""
        self.process.send_signal(number)
        self.process.wait(30)
        blocks = self.finished()
        assert 0 < len(blocks) < BLOCKS
        assert not (self.out / "manifest.json").exists()
        return blocks

    def end(self):
        assert self.process.wait(120) == 0, self.said.read_text()
        return " ".join(self.said.read_text().split())


def sha256(folder, out):
    return json.loads((folder / out / "manifest.json").read_text())["sha256"]


def test_a_driver_that_was_killed_goes_on(folder):
    first = Driver(folder, "killed", "--workers", "2", "--shards", "8")
    first.until(3)
    kept = first.kill()

    second = Driver(folder, "killed", "--workers", "2", "--shards", "8")
    said = second.end()

    assert sha256(folder, "killed") == sha256(folder, "whole")
    assert {name: second.finished()[name] for name in kept} == kept
    assert f"{len(kept)} of {BLOCKS} blocks of needs were found finished." in said


def test_ctrl_c_says_how_to_go_on(folder):
    first = Driver(folder, "interrupted", "--workers", "2", "--shards", "3")
    first.until(2)
    first.kill(signal.SIGINT)

    assert first.process.returncode == 1
    assert "the same command goes on from there" in " ".join(first.said.read_text().split())
    assert not list((folder / "interrupted/matches").glob(".*"))
    assert "found finished" in Driver(folder, "interrupted", "--workers", "1", "--shards", "3").end()
    assert sha256(folder, "interrupted") == sha256(folder, "whole")


class Node:
    """A node of a Ray cluster: all its processes are one group, and end together."""

    def __init__(self, folder, host, environment, *options):
        self.said = folder / f"{host}.log"
        command = [
            PYTHON, RAY, "start", "--block", "--num-cpus=1", "--object-store-memory=80000000",
            "--disable-usage-stats", f"--node-ip-address={host}", *options,
        ]  # fmt: skip
        with self.said.open("w") as said:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=environment,
                start_new_session=True,
            )  # fmt: skip

    def until_started(self):
        wait_until(
            lambda: "Ray runtime started" in self.said.read_text() or self.process.poll() is not None, 90
        )
        assert self.process.poll() is None, self.said.read_text()

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def cluster():
    """A cluster of one node: its address, and what lets another node join it, to be killed."""
    pytest.importorskip("ray")
    with tempfile.TemporaryDirectory(prefix="ray", dir="/tmp", ignore_cleanup_errors=True) as name:
        folder = Path(name)  # a short name: Ray's sockets lie in it
        with socket.socket() as free:
            free.bind((HEAD, 0))
            port = free.getsockname()[1]
        environment = {**os.environ, "RAY_USAGE_STATS_ENABLED": "0"}
        nodes = [
            Node(
                folder,
                HEAD,
                environment,
                "--head",
                f"--port={port}",
                "--include-dashboard=false",
                f"--temp-dir={name}",
            )
        ]
        try:
            nodes[0].until_started()

            def join():
                nodes.append(Node(folder, OTHER, environment, f"--address={HEAD}:{port}"))
                nodes[-1].until_started()
                return nodes[-1]

            yield f"{HEAD}:{port}", join
        finally:
            for node in nodes:
                if node.process.poll() is None:
                    node.kill()


def test_a_cluster_survives_the_death_of_a_driver_and_of_a_node(folder, cluster):
    address, join = cluster
    options = ["--ray", address, "--shards", "8"]
    lost = 0
    for attempt in range(ATTEMPTS):
        out = f"cluster{attempt}"
        node = join()
        first = Driver(folder, out, *options)
        first.until(3)
        kept = first.kill()

        second = Driver(folder, out, *options)
        second.until(len(kept) + 3)
        before = len(second.finished())
        node.kill()
        assert before < BLOCKS
        said = second.end()

        assert sha256(folder, out) == sha256(folder, "whole")
        assert {name: second.finished()[name] for name in kept} == kept
        assert f"{len(kept)} of {BLOCKS} blocks of needs were found finished." in said
        if told := re.search(r"(\d+) pieces? .* done again because", said):
            lost = int(told[1])
            break
    assert lost >= 1, "no task ran on the node whenever it was killed"


@pytest.mark.parametrize(
    ("before", "address", "told"),
    [
        ("", f"{HEAD}:9", "There is no Ray cluster at 127.0.0.2:9"),
        ("", "nonsense", "There is no Ray cluster at nonsense"),
        ("sys.modules['ray'] = None", "auto", "pip install 'hardtech[cluster]'"),
    ],
    ids=["nobody there", "no address", "no Ray"],
)
def test_a_cluster_that_is_not_there_is_refused(folder, before, address, told):
    program = f"import sys; {before}\nfrom hardtech.cli import main; main(sys.argv[1:])"
    command = [PYTHON, "-c", program, *arguments_of(folder, "refused")[2:], "--ray", address]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, told in " ".join(done.stderr.split())) == (1, True), done.stderr
    assert not (folder / "refused").exists()
