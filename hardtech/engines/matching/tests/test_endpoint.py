"""The encoder that asks a server: a real one, on this machine, that answers as each test wants."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from hardtech.engines.matching import EndpointEncoder, EndpointFailed
from hardtech.engines.matching._meaning.endpoint import ATTEMPTS, BATCH, LONGEST_WAIT


class Server(ThreadingHTTPServer):
    """Gives for each text its length, its number of words and one; `answers` come first, one for each request."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[tuple[int, object, dict[str, str]]] = []
        self.asked: list[tuple[dict[str, object], str | None]] = []
        self.url = f"http://127.0.0.1:{self.server_port}/v1/embeddings"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((told, self.headers["Authorization"]))
        status, body, headers = self.server.answers.pop(0) if self.server.answers else (200, None, {})
        raw = body if isinstance(body, bytes) else json.dumps(body or embeddings(told["input"])).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(raw)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """A test says nothing."""


def embeddings(texts: list[str]) -> dict[str, object]:
    rows = [
        {"index": place, "embedding": [len(text), len(text.split()), 1]} for place, text in enumerate(texts)
    ]
    return {"data": rows[::-1]}


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def encoder(server: Server, waits: list[float]) -> EndpointEncoder:
    return EndpointEncoder(server.url, "m3", "secret", longest=50, timeout=5, pause=waits.append)


def test_vectors_come_in_the_order_of_the_texts_and_have_length_one(server, encoder):
    vectors = encoder.encode(["one", "", "one two", "2024"])
    assert vectors.dtype == np.float32
    expected = np.array([[3, 1, 1], [0, 0, 0], [7, 2, 1], [0, 0, 0]])
    np.testing.assert_allclose(
        vectors, expected / np.maximum(np.linalg.norm(expected, axis=1), 1)[:, None], rtol=1e-6
    )
    assert server.asked[-1] == ({"model": "m3", "input": ["one", "one two"]}, "Bearer secret")


def test_dimension_is_asked_once_and_the_name_tells_model_and_place(server, encoder):
    assert (encoder.dimension, encoder.dimension) == (3, 3)
    assert len(server.asked) == 1
    assert encoder.name == f"m3@127.0.0.1:{server.server_port}/v1/embeddings"


def test_many_texts_go_in_batches_cut_to_the_longest(server, encoder):
    assert encoder.encode(["word " * 100] * (BATCH + 1)).shape == (BATCH + 1, 3)
    sizes = [len(told["input"]) for told, _ in server.asked]
    assert sizes == [1, BATCH, 1]
    assert {len(text) for text in server.asked[1][0]["input"]} == {50}


def test_no_key_sends_no_authorisation(server):
    assert EndpointEncoder(server.url, "m3").encode(["one"]).any()
    assert {key for _, key in server.asked} == {None}


def test_a_busy_or_failing_server_is_asked_again(server, encoder, waits):
    server.answers = [(429, {}, {"Retry-After": "3"}), (503, {}, {"Retry-After": "9999"}), (500, {}, {})]
    assert encoder.dimension == 3
    assert waits == [3, LONGEST_WAIT, 2]


def test_attempts_end(server, encoder, waits):
    server.answers = [(503, {}, {})] * ATTEMPTS
    with pytest.raises(EndpointFailed) as caught:
        encoder.encode(["one"])
    assert caught.value.status == 503
    assert len(waits) == ATTEMPTS - 1


def test_who_has_no_time_asks_once(server, waits):
    server.answers = [(503, {}, {})]
    with pytest.raises(EndpointFailed):
        EndpointEncoder(server.url, "m3", attempts=1, pause=waits.append).encode(["one"])
    assert (len(server.asked), waits) == (1, [])


@pytest.mark.parametrize("status", [400, 401, 404, 302, 307])
def test_a_refusal_is_final_and_redirects_are_not_followed(server, encoder, waits, status):
    server.answers = [(status, {}, {"Location": server.url})]
    with pytest.raises(EndpointFailed) as caught:
        encoder.encode(["one"])
    assert (caught.value.status, caught.value.url, waits) == (status, server.url, [])
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>",
        b"[]",
        {"data": []},
        {"data": [{"index": 0}]},
        {"data": [{"index": 0, "embedding": "x"}]},
        {"data": [{"index": 0, "embedding": []}]},
        {"data": [{"index": 0, "embedding": [0, 0]}]},
        b'{"data": [{"index": 0, "embedding": [NaN, 1]}]}',
        {"data": [{"index": 0, "embedding": [1, 2]}, {"index": 1, "embedding": [1, 2]}]},
    ],
)
def test_an_answer_that_is_no_embedding_is_refused(server, encoder, answer):
    server.answers = [(200, answer, {})]
    with pytest.raises(EndpointFailed):
        encoder.encode(["one"])


def test_a_server_that_changes_its_dimension_is_refused(server, encoder):
    assert encoder.dimension == 3
    server.answers = [(200, {"data": [{"index": 0, "embedding": [1, 2]}]}, {})]
    with pytest.raises(EndpointFailed, match="2 numbers after 3"):
        encoder.encode(["one"])


def test_nobody_there(waits):
    with Server() as server:
        url = server.url
    with pytest.raises(EndpointFailed, match="can't be reached") as caught:
        EndpointEncoder(url, "m3", pause=waits.append).encode(["one"])
    assert caught.value.status is None
    assert len(waits) == ATTEMPTS - 1


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x/y", "embeddings"])
def test_only_the_web_is_asked(url):
    with pytest.raises(ValueError, match="not a web address"):
        EndpointEncoder(url, "m3")
