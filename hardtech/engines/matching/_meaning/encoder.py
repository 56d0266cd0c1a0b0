"""Texts become vectors, so that two texts with one meaning lie close though they share no word.

A text is encoded alone, never in a batch: the int8 graph scales its numbers by what else stands in the
batch, so a batch would change the vectors (cosine 0.995 to the same text alone). Alone, a text has the same vector
bit for bit on one kind of processor whatever comes before, after or beside it, and padding costs nothing. Several
texts are encoded at once by several threads, each running the graph on one core.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from hardtech.engines.matching._errors import ModelDamaged
from hardtech.engines.matching._meaning.model import GRAPH, TOKENIZER, Manifest, speaks
from hardtech.engines.matching._types import PARTS, Document, Query

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

MODEL_IN_THE_BOX = Path(__file__).parents[1] / "models" / "all-MiniLM-L6-v2"
"""The folder of the model that comes with the engine: English, 384 numbers, 256 word pieces of a text."""

LONGEST_PIECE = 32
"""Characters that a word piece may take on average before a text is cut ahead of the tokenizer."""

ENDS = " \t\r\n.。"


class Encoder(Protocol):
    """What turns texts into vectors. Two encoders of one `name` give the same vectors, others never mix."""

    @property
    def name(self) -> str:
        """The model and a digest of everything that decides its vectors."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""

    def speaks(self, text: str) -> bool:
        """Whether the model is fit for the script that `text` is written in."""

    def encode(self, texts: Sequence[str], *, asking: bool = False) -> Vectors:
        """One row of length 1 for each text, float32[n, dimension]; a row of zeros where there is no vector.

        There is none for a text without letters and for one that the model does not speak. `asking` marks short
        questions, for models that want them marked; offers and needs alike are documents.
        """


def text_for_meaning(source: Document | Query) -> str:
    """What an encoder reads of a document or query: its parts in reading order, most telling first."""
    parts = (getattr(source, part).strip(ENDS) for part in PARTS)
    return ". ".join(part for part in parts if part)


class OnnxEncoder:
    """A model that runs in this process. Safe to share between threads."""

    def __init__(
        self, manifest: Manifest, session: InferenceSession, tokenizer: Tokenizer, threads: int
    ) -> None:
        self._manifest = manifest
        self._session = session
        self._tokenizer = tokenizer
        self._threads = threads
        self._inputs = {given.name for given in session.get_inputs()}

    @classmethod
    def open(cls, folder: Path = MODEL_IN_THE_BOX, *, threads: int = 1) -> Self:
        """The model in `folder`, its files checked, to run on `threads` cores.

        Raises ModelMissing, ModelDamaged.
        """
        import onnxruntime
        from tokenizers import Tokenizer

        manifest = Manifest.read(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        try:
            session = onnxruntime.InferenceSession(
                str(folder / GRAPH), options, providers=["CPUExecutionProvider"]
            )
            tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        except Exception as error:
            raise ModelDamaged(folder, f"not loadable: {error}") from error
        tokenizer.no_padding()
        tokenizer.enable_truncation(manifest.max_tokens)
        encoder = cls(manifest, session, tokenizer, threads)
        encoder._try_out(folder)
        return encoder

    @property
    def name(self) -> str:
        return self._manifest.identity

    @property
    def dimension(self) -> int:
        return self._manifest.dimension

    def speaks(self, text: str) -> bool:
        return speaks(text, self._manifest.scripts)

    def encode(self, texts: Sequence[str], *, asking: bool = False) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        spoken = [place for place, text in enumerate(texts) if self.speaks(text)]
        prefix = self._manifest.query_prefix if asking else self._manifest.document_prefix
        readable = [prefix + self._cut(texts[place]) for place in spoken]
        if self._threads == 1 or len(spoken) < 2:
            vectors[spoken] = np.reshape([self._vector(text) for text in readable], (-1, self.dimension))
            return vectors
        with ThreadPoolExecutor(self._threads) as pool:
            vectors[spoken] = list(pool.map(self._vector, readable))
        return vectors

    def _cut(self, text: str) -> str:
        """What the tokenizer gets: no more than the model may read of it, without half characters."""
        most = LONGEST_PIECE * self._manifest.max_tokens
        words = " ".join(text[: 4 * most].split())[:most]
        return words.encode("utf-8", "ignore").decode("utf-8")

    def _vector(self, text: str) -> Vectors:
        pieces = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        given: dict[str, Any] = {"input_ids": pieces, "attention_mask": np.ones_like(pieces)}
        if "token_type_ids" in self._inputs:
            given["token_type_ids"] = np.zeros_like(pieces)
        hidden = self._session.run(None, given)[0][0]
        vector = hidden[0] if self._manifest.pooling == "cls" else hidden.mean(axis=0)
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)

    def _try_out(self, folder: Path) -> None:
        """Encode a word. Raises ModelDamaged where the graph wants or gives something else."""
        try:
            shape = self._vector("hardtech").shape
        except Exception as error:
            raise ModelDamaged(folder, f"does not run: {error}") from error
        if shape != (self.dimension,):
            raise ModelDamaged(folder, f"gives vectors of {shape}, not of {self.dimension}")
