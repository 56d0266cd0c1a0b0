"""A folder with an embedding model: graph, tokenizer and a manifest that says what they are.

manifest.json
    name                model, such as "all-MiniLM-L6-v2"
    dimension           of its vectors
    max_tokens          word pieces of a text that are read, the two that frame it included
    pooling             "mean" of all word pieces or "cls", the first
    scripts             writing systems that it reads, as Unicode names them ("LATIN", "CJK"), or ["*"]
    query_prefix        optional text set before what asks, as some models want
    document_prefix     optional text set before what is found
    files               SHA-256 of "model.onnx", "tokenizer.json" and any file beside them
Anything else in it is for people: licence, languages, source, how it was made.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from hardtech.engines.matching._errors import ModelDamaged, ModelMissing

MANIFEST = "manifest.json"
GRAPH = "model.onnx"
TOKENIZER = "tokenizer.json"
POOLINGS = ("mean", "cls")

READ = 2_000
"""Characters of a text by which its script is recognised, more than a model with 256 word pieces reads."""

_BLOCK = 1 << 20
_LETTER = re.compile(r"[^\W\d_]")
_WIDE = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})
_WORTH_OF_WIDE = 3  # one of these says about as much as three letters of an alphabet


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a model is and how it is run."""

    name: str
    dimension: int
    max_tokens: int
    pooling: str
    scripts: frozenset[str]
    files: Mapping[str, str]
    query_prefix: str = ""
    document_prefix: str = ""
    identity: str = field(init=False)

    def __post_init__(self) -> None:
        decisive = [self.pooling, self.max_tokens, self.query_prefix, self.document_prefix]
        text = json.dumps([sorted(self.files.items()), decisive])
        digest = hashlib.sha256(text.encode()).hexdigest()
        object.__setattr__(self, "identity", f"{self.name}@{digest[:16]}")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The manifest of `folder`, every file that it names checked. Raises ModelMissing, ModelDamaged."""
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ModelMissing(folder) from None
        except (OSError, ValueError):
            raise ModelDamaged(folder, f"{MANIFEST} is not readable as JSON") from None
        read = cls(**_checked(folder, manifest))
        for name, expected in read.files.items():
            if _sha256(folder, name) != expected:
                raise ModelDamaged(folder, f"{name} is not what {MANIFEST} says")
        return read


def speaks(text: str, scripts: frozenset[str]) -> bool:
    """Whether most of what opens `text` is written in `scripts`; a text without letters says nothing."""
    letters = Counter(_LETTER.findall(text, 0, READ))
    known = other = 0
    for letter, times in letters.items():
        script = unicodedata.name(letter, "UNKNOWN").replace("-", " ").split()[0]
        weight = times * (_WORTH_OF_WIDE if script in _WIDE else 1)
        if script in scripts or "*" in scripts:
            known += weight
        else:
            other += weight
    return known > other


def _checked(folder: Path, manifest: Any) -> dict[str, Any]:
    """The fields of a manifest that the program needs. Raises ModelDamaged where one is missing or wrong."""
    if not isinstance(manifest, dict):
        raise ModelDamaged(folder, f"{MANIFEST} is no JSON object")
    kinds: dict[str, type] = {"name": str, "dimension": int, "max_tokens": int, "pooling": str}
    kinds |= {"scripts": list, "files": dict}
    optional = {"query_prefix": str, "document_prefix": str}
    wrong = [key for key, kind in kinds.items() if not isinstance(manifest.get(key), kind)]
    wrong += [key for key, kind in optional.items() if not isinstance(manifest.get(key, ""), kind)]
    if wrong:
        raise ModelDamaged(folder, f"{MANIFEST} lacks a usable {', '.join(wrong)}")
    if manifest["pooling"] not in POOLINGS:
        raise ModelDamaged(folder, f"{MANIFEST} has the pooling {manifest['pooling']!r}, which is not known")
    missing = [name for name in (GRAPH, TOKENIZER) if name not in manifest["files"]]
    if missing:
        raise ModelDamaged(folder, f"{MANIFEST} names no {', '.join(missing)}")
    taken = {key: manifest[key] for key in (*kinds, *optional) if key in manifest}
    return taken | {"scripts": frozenset(manifest["scripts"])}


def _sha256(folder: Path, name: str) -> str:
    if Path(name).name != name:
        raise ModelDamaged(folder, f"{MANIFEST} names {name!r}, which is not in this folder")
    digest = hashlib.sha256()
    try:
        with (folder / name).open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError:
        raise ModelDamaged(folder, f"{name} is missing or not readable") from None
    return digest.hexdigest()
