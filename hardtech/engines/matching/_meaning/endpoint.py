"""An encoder that asks a server with an OpenAI-compatible endpoint: POST {"model", "input": [texts]}."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from email.message import Message
from functools import cached_property
from http import HTTPStatus
from http.client import HTTPException
from typing import Any, NoReturn
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import numpy as np

from hardtech.engines.matching._errors import EndpointFailed
from hardtech.engines.matching._meaning.encoder import Vectors
from hardtech.engines.matching._meaning.model import speaks

BATCH = 64
"""Texts in one request."""

ATTEMPTS = 5
"""How often a server that is busy, failing or silent is asked."""

LONGEST_WAIT = 30.0
"""Seconds before another attempt, whatever the server asks for."""

LARGEST_ANSWER = 1 << 26
EVERY_SCRIPT = frozenset({"*"})


class EndpointEncoder:
    """A model that runs elsewhere, at `url`, such as "https://embed.example/v1/embeddings".

    Texts are cut to `longest` characters. A request is given `timeout` seconds; where the server is busy, failing or
    silent it is asked `attempts` times, waiting with `pause`. Raises EndpointFailed; `url` must be http or https
    (ValueError).
    """

    def __init__(
        self,
        url: str,
        model: str,
        key: str = "",
        *,
        scripts: frozenset[str] = EVERY_SCRIPT,
        longest: int = 2_000,
        timeout: float = 30.0,
        attempts: int = ATTEMPTS,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        if urlsplit(url).scheme not in {"http", "https"}:
            raise ValueError(f"not a web address: {url}")
        self._url = url
        self._model = model
        self._headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if key:
            self._headers["Authorization"] = f"Bearer {key}"
        self._scripts = scripts
        self._longest = longest
        self._timeout = timeout
        self._attempts = attempts
        self._pause = pause
        self._opener = build_opener(_NoRedirect)

    @property
    def name(self) -> str:
        address = urlsplit(self._url)
        return f"{self._model}@{address.hostname}:{address.port or address.scheme}{address.path}"

    @cached_property
    def dimension(self) -> int:
        """As the server has it: the first use asks for the vector of one word."""
        return len(self._ask(["hardtech"])[0])

    def speaks(self, text: str) -> bool:
        return speaks(text, self._scripts)

    def encode(self, texts: Sequence[str], *, asking: bool = False) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        spoken = [place for place, text in enumerate(texts) if self.speaks(text)]
        for batch in _batches(spoken):
            cut = [texts[place][: self._longest].encode("utf-8", "ignore").decode() for place in batch]
            answer = np.array(self._ask(cut), dtype=np.float64)
            if answer.shape != (len(batch), self.dimension):
                self._fail(f"gave vectors of {answer.shape[-1]} numbers after {self.dimension}")
            vectors[batch] = answer / np.linalg.norm(answer, axis=1, keepdims=True)
        return vectors

    def _ask(self, texts: list[str]) -> list[list[float]]:
        """One finite vector that is not all zeros for each of `texts`, in their order."""
        answer = self._post(json.dumps({"model": self._model, "input": texts}).encode())
        try:
            rows = sorted(json.loads(answer)["data"], key=lambda row: int(row["index"]))
            vectors = [[float(number) for number in row["embedding"]] for row in rows]
        except (ValueError, TypeError, KeyError):
            self._fail("answered with something else than embeddings")
        if len(vectors) != len(texts) or len({len(vector) for vector in vectors}) != 1:
            self._fail(f"gave {len(vectors)} vectors for {len(texts)} texts, or vectors of several lengths")
        lengths = np.linalg.norm(np.array(vectors), axis=1)
        if not (np.isfinite(lengths).all() and (lengths > 0).all()):
            self._fail("gave a vector that is empty or has a number that is none")
        return vectors

    def _post(self, body: bytes) -> bytes:
        request = Request(self._url, body, self._headers, method="POST")  # noqa: S310 - the scheme is checked
        for attempt in range(self._attempts):
            last = attempt == self._attempts - 1
            wait = min(0.5 * 2**attempt, LONGEST_WAIT)
            try:
                with self._opener.open(request, timeout=self._timeout) as response:
                    answer: bytes = response.read(LARGEST_ANSWER)
                    return answer
            except HTTPError as error:
                with error:
                    passing = error.code == HTTPStatus.TOO_MANY_REQUESTS or error.code >= 500
                    wait = max(wait, _asked_wait(error.headers))
                    if last or not passing:
                        self._fail(f"answered {error.code}", error.code)
            except (URLError, HTTPException, OSError) as error:
                if last:
                    self._fail(f"can't be reached: {getattr(error, 'reason', error)}")
            self._pause(wait)
        raise AssertionError("the last attempt returns or raises")  # pragma: no cover

    def _fail(self, finding: str, status: int | None = None) -> NoReturn:
        raise EndpointFailed(self._url, finding, status)


class _NoRedirect(HTTPRedirectHandler):
    """Follows no redirect: the key and the texts are for the configured server alone."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _asked_wait(headers: Message) -> float:
    """Seconds that the server asks to wait, bounded; 0 where it does not say."""
    wait = headers.get("Retry-After", "")
    return min(float(wait), LONGEST_WAIT) if wait.isdecimal() else 0.0


def _batches(places: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(places), BATCH):
        yield places[start : start + BATCH]
