"""The eight fields: their names, the wordings of the articles, and the terms typical of each (fields.yaml)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from hardtech.zone.common.languages import in_reader_language

__all__ = ["FieldInfo", "Wording", "load_fields"]


@dataclass(frozen=True)
class Wording:
    """How one article names the field."""

    text: str
    source: str


@dataclass(frozen=True)
class FieldInfo:
    """One of the eight fields. `terms` are words and phrases in English and Chinese."""

    code: str
    name_en: str
    name_zh: str
    description_en: str
    description_zh: str
    wordings: tuple[Wording, ...]
    terms: tuple[str, ...]

    @property
    def name(self) -> str:
        return in_reader_language(self.name_en, self.name_zh)

    @property
    def description(self) -> str:
        return in_reader_language(self.description_en, self.description_zh)


@cache
def load_fields() -> tuple[FieldInfo, ...]:
    """The eight fields in their fixed order."""
    content = yaml.safe_load(Path(__file__).with_name("fields.yaml").read_text(encoding="utf-8"))
    return tuple(
        FieldInfo(
            code=field["code"],
            name_en=field["name"]["en"],
            name_zh=field["name"]["zh"],
            description_en=field["description"]["en"],
            description_zh=field["description"]["zh"],
            wordings=tuple(Wording(one["text"], str(one["source"])) for one in field["wordings"]),
            terms=tuple(str(term) for language in ("en", "zh") for term in field["terms"][language]),
        )
        for field in content["fields"]
    )
