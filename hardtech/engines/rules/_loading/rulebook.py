"""Folders of measures: reading them, and the checks that need more than one file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hardtech.base.money import Bare
from hardtech.engines.rules._errors import Fault, RulebookInvalid
from hardtech.engines.rules._loading.facts import check_words, read_facts
from hardtech.engines.rules._loading.measure import read_measure
from hardtech.engines.rules._loading.reader import Reader
from hardtech.engines.rules._loading.source import SourceError, Table, located, plain, read_yaml
from hardtech.engines.rules._measure import Fact, Rule, Rulebook, Vocabulary

VOCABULARY = "facts.yaml"
_LARGEST = 1_000_000


def read_rulebook(path: Path) -> tuple[Rulebook, list[Fault]]:
    """The measures in the folder (or file) `path`, and every fault found; no cases are run.

    `facts.yaml` in the folder, or the one above, holds facts that several measures share, and the groups of pages; where
    it can't be read, no measure is. Measures with faults are left out.
    """
    findings: list[Fault] = []
    vocabulary = _vocabulary(path, findings)
    if vocabulary is None:
        return Rulebook({}), findings
    measures: dict[str, Rule] = {}
    for file in _files(path):
        name = _name(file, path)
        reader, table = Reader(name, vocabulary.broken), _table(file, name, findings)
        if table is None:
            continue
        measure = read_measure(reader, table, vocabulary.facts)
        check_words(reader, reader.table(table, "facts"), measure.facts, vocabulary.groups)
        if measure.id in measures:
            reader.add("id_twice", table.line_of("id"), id=measure.id, other=measures[measure.id].file)
        elif path.is_dir() and f"{measure.id}.yaml" != name:
            reader.add("id_not_path", table.line_of("id"), id=measure.id)
        findings += reader.findings
        if not reader.findings:
            measures[measure.id] = measure
    rulebook = Rulebook(measures)
    findings += _across(rulebook, complete=path.is_dir() and not findings)
    return rulebook, sorted(findings, key=lambda finding: (finding.file, finding.line, finding.code))


def load_rulebook(path: Path) -> Rulebook:
    """The measures in `path`; RulebookInvalid when anything is wrong with any of them."""
    rulebook, findings = read_rulebook(path)
    if findings:
        raise RulebookInvalid(findings)
    return rulebook


def load_vocabulary(folder: Path) -> Vocabulary:
    """What `facts.yaml` in `folder` holds; RulebookInvalid when anything is wrong with it."""
    findings: list[Fault] = []
    vocabulary = _vocabulary(folder, findings)
    if vocabulary is None or findings:
        raise RulebookInvalid(findings)
    return vocabulary


@dataclass(frozen=True, slots=True)
class Checked:
    """A text that was read: its plain data where it is YAML, the measure where it has no fault, and every fault found."""

    measure: Rule | None
    data: Mapping[str, Any] | None
    findings: tuple[Fault, ...]


def check_text(text: str, name: str = "", vocabulary: Mapping[str, Fact] | None = None) -> Checked:
    """One measure from its YAML `text`, as it is written. Facts left empty are those of `vocabulary`. No cases are run."""
    reader = Reader(name)
    table = _parsed(text, name, reader.findings)
    if table is None:
        return Checked(None, None, tuple(reader.findings))
    measure = read_measure(reader, table, dict(vocabulary or {}))
    return Checked(None if reader.findings else measure, plain(table), tuple(reader.findings))


def check_together(rulebook: Rulebook) -> list[Fault]:
    """What is wrong with measures only beside one another: names with two meanings, relations that lead nowhere or round."""
    return _across(rulebook, complete=True)


def measure_from(source: Mapping[str, Any], name: str = "") -> Rule:
    """A measure from plain data, as `Rule.source` has it; there a sum without a unit is fen."""
    reader = Reader(name, bare=Bare.FEN)
    measure = read_measure(reader, located(source), {})
    if reader.findings:
        raise RulebookInvalid(reader.findings)
    return measure


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(file for file in path.rglob("*.yaml") if file.name != VOCABULARY)
    else:
        yield path


def _name(file: Path, path: Path) -> str:
    return file.relative_to(path).as_posix() if path.is_dir() else file.as_posix()


def _vocabulary(path: Path, findings: list[Fault]) -> Vocabulary | None:
    folder = path if path.is_dir() else path.parent
    file = next(
        (place / VOCABULARY for place in (folder, folder.parent) if (place / VOCABULARY).exists()), None
    )
    if file is None:
        return Vocabulary()
    reader = Reader(_name(file, path) if path.is_dir() and file.is_relative_to(path) else file.as_posix())
    table = _table(file, reader.file, findings)
    if table is None:
        return None
    reader.keys(table, ("groups", "facts"))
    names = reader.table(table, "groups")
    groups = {name: reader.words(names, name) for name in names}
    rows = reader.table(table, "facts")
    facts = read_facts(reader, rows, {})
    check_words(reader, rows, facts, groups)
    findings += reader.findings
    return Vocabulary(facts, groups, frozenset(reader.broken))


def _table(file: Path, name: str, findings: list[Fault]) -> Table | None:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        findings.append(Fault(name, 0, "unreadable", {"reason": str(error)}))
        return None
    return _parsed(text, name, findings)


def _parsed(text: str, name: str, findings: list[Fault]) -> Table | None:
    if len(text) > _LARGEST:
        findings.append(Fault(name, 0, "too_large", {"limit": _LARGEST}))
        return None
    try:
        data = read_yaml(text)
    except SourceError as error:
        findings.append(Fault(name, error.line, error.code, error.data))
        return None
    if not isinstance(data, Table):
        findings.append(Fault(name, 1, "not_a_mapping", {"key": ""}))
        return None
    return data


def _across(rulebook: Rulebook, *, complete: bool) -> list[Fault]:
    """One name, one meaning; relations that lead somewhere and not in a circle."""
    findings: list[Fault] = []
    facts: dict[str, tuple[Fact, str]] = {}
    for measure in rulebook.values():
        for name, fact in measure.facts.items():
            other, file = facts.setdefault(name, (fact, measure.file))
            if (other.type, other.unit, other.decimals, other.options) != (
                fact.type, fact.unit, fact.decimals, fact.options,
            ):  # fmt: skip
                findings.append(
                    Fault(measure.file, fact.line, "fact_conflict", {"name": name, "other": file})
                )
        for relation in measure.relations:
            unknown = sorted(other for other in relation.of if other not in rulebook)
            if unknown and complete:
                findings.append(Fault(measure.file, relation.line, "relation_unknown", {"of": unknown}))
    return findings + _circles(rulebook)


def _circles(rulebook: Rulebook) -> list[Fault]:
    needs = {
        measure.id: [
            (other, relation.line)
            for relation in measure.relations
            if relation.kind == "prerequisite"
            for other in relation.of
            if other in rulebook
        ]
        for measure in rulebook.values()
    }
    findings = []
    for start, direct in needs.items():
        seen, open_ = set(), [other for other, _ in direct]
        while open_:
            other = open_.pop()
            if other not in seen:
                seen.add(other)
                open_ += [following for following, _ in needs[other]]
        if start in seen:
            line = direct[0][1]
            findings.append(Fault(rulebook[start].file, line, "prerequisite_circular", {"of": sorted(seen)}))
    return findings
