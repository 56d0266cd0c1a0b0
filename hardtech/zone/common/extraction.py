"""Finds every sentence to translate, in Python and in templates, without gettext installed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import extract_from_file
from django.template.base import Lexer, TokenType
from django.utils.translation import trim_whitespace

__all__ = ["Sentence", "find_sentences"]

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
QUOTED = r"(?:\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>(?:[^'\\]|\\.)*)')"
TRANSLATE = re.compile(rf"^(?:translate|trans)\s+{QUOTED}(?P<rest>.*)$", re.DOTALL)
CONTEXT = re.compile(rf"\bcontext\s+{QUOTED}")
UNDERSCORED = re.compile(rf"_\({QUOTED}\)")
BLOCK = re.compile(r"^blocktrans(?:late)?\b(?P<rest>.*)$", re.DOTALL)


@dataclass(frozen=True)
class Sentence:
    """A message id as gettext knows it: singular, plural or "", context or "", and where it stands."""

    singular: str
    plural: str
    context: str
    place: str


def find_sentences(root: Path) -> Iterator[Sentence]:
    """All sentences of the Python files and templates below `root`, in order of the files."""
    for file in sorted(root.rglob("*.py")):
        if "tests" not in file.parts and "migrations" not in file.parts:
            yield from _in_python(file, file.relative_to(root.parent).as_posix())
    for pattern in ("*.html", "*.txt"):
        for file in sorted(root.rglob(f"templates/**/{pattern}")):
            yield from _in_template(file, file.relative_to(root.parent).as_posix())


def _in_python(file: Path, name: str) -> Iterator[Sentence]:
    found = extract_from_file("python", file, keywords=KEYWORDS, comment_tags=())
    for line, message, _comments, context in found:
        singular, plural = message if isinstance(message, tuple) else (message, "")
        if singular:
            yield Sentence(singular, plural or "", context or "", f"{name}:{line}")


def _in_template(file: Path, name: str) -> Iterator[Sentence]:
    tokens = iter(Lexer(file.read_text(encoding="utf-8")).tokenize())
    for token in tokens:
        place = f"{name}:{token.lineno}"
        if token.token_type not in {TokenType.BLOCK, TokenType.VAR}:
            continue
        if token.token_type == TokenType.BLOCK and (block := BLOCK.match(token.contents)):
            yield _block(block["rest"], tokens, place)
            continue
        if token.token_type == TokenType.BLOCK and (tag := TRANSLATE.match(token.contents)):
            context = CONTEXT.search(tag["rest"])
            yield Sentence(_text(tag), "", _text(context) if context else "", place)
            continue
        for literal in UNDERSCORED.finditer(token.contents):
            yield Sentence(_text(literal), "", "", place)


def _block(rest: str, tokens: Iterator[object], place: str) -> Sentence:
    """Collect {% blocktranslate %} to its end; the plural part follows {% plural %}."""
    parts: list[list[str]] = [[]]
    for token in tokens:
        kind, contents = token.token_type, token.contents  # type: ignore[attr-defined]
        if kind == TokenType.BLOCK:
            if contents.strip() == "plural":
                parts.append([])
                continue
            break
        parts[-1].append(f"%({contents})s" if kind == TokenType.VAR else contents.replace("%", "%%"))
    trimmed = re.search(r"\btrimmed\b", rest) is not None
    texts = [trim_whitespace("".join(part)) if trimmed else "".join(part) for part in parts]
    context = CONTEXT.search(rest)
    return Sentence(texts[0], texts[1] if len(texts) > 1 else "", _text(context) if context else "", place)


def _text(match: re.Match[str]) -> str:
    quoted = match["double"] if match["double"] is not None else match["single"]
    return quoted.replace('\\"', '"').replace("\\'", "'")
