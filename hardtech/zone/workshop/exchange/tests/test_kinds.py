"""A kind that is declared anywhere is imported, exported, refused row by row, and listed, with no edit elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.contrib.auth.models import Group
from django.db.models import QuerySet

from hardtech.cli.imports import export_records, import_records
from hardtech.zone.common.declared import DeclarationError, declare
from hardtech.zone.journal.models import Entry
from hardtech.zone.journal.verbs import Verb, verbs
from hardtech.zone.workshop.exchange import cells
from hardtech.zone.workshop.exchange.kinds import FileColumn, ImportKind, import_kinds
from hardtech.zone.workshop.exchange.runs import ImportRun, RowDraft


class Groups(ImportKind):
    """Groups of accounts, which no room imports: a row that is not there yet is made."""

    name = "groups"
    model = Group
    required = needed = ("name",)
    options = {"status": ("open", "closed")}

    def columns(self) -> tuple[FileColumn, ...]:
        return (
            FileColumn("name", cells.text, ("组",)),
            FileColumn("members", cells.number, write=lambda group: group.user_set.count()),
        )

    def apply(self, drafts: Iterator[RowDraft], run: ImportRun) -> None:
        for draft in drafts:
            name = draft.values["name"]
            if first := run.earlier_line(draft, name):
                run.refuse(draft.problem("duplicate_id", "name", first=first))
            elif Group.objects.get_or_create(name=name)[1]:
                run.report.created += 1
            else:
                run.report.unchanged += 1
        run.about = ["AC-TEST"]

    def exported(self, *, everything: bool) -> QuerySet[Group]:
        return Group.objects.order_by("name")


IMPORTED = Verb("groups.imported", "Groups imported")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    with import_kinds.restored(), verbs.restored():
        declare(Groups(), IMPORTED)
        yield tmp_path


def call(command: object, *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)  # type: ignore[arg-type]


def put(folder: Path, *records: dict[str, object]) -> None:
    (folder / "in.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))


@pytest.mark.django_db
def test_it_goes_in_and_comes_out_and_bad_rows_are_named(folder: Path) -> None:
    put(
        folder,
        {"组": "Smiths", "note": "x"},
        {"name": ""},
        {},
        {"name": "Smiths"},
        {"name": "A", "members": "many"},
    )
    result = call(import_records, "groups", "in.jsonl", "--status", "open")
    assert result.exit_code == 0, result.output
    assert "5 groups in " in result.output
    assert "1 created, 0 updated, 0 unchanged, 4 refused" in result.output
    assert "Columns not known here, left out: note." in result.output
    rejects = (folder / "in.jsonl.rejects.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [row.split(",")[2:5] for row in rejects[1:]] == [
        ["2", "name", "empty"],
        ["3", "name", "empty"],
        ["4", "name", "duplicate_id"],
        ["5", "members", "not_whole"],
    ]
    assert call(export_records, "groups", "out.csv").output == "1 groups written to out.csv\n"
    assert (folder / "out.csv").read_text(encoding="utf-8-sig").splitlines() == ["name,members", "Smiths,0"]
    assert "0 created, 0 updated, 1 unchanged, 0 refused" in call(import_records, "groups", "out.csv").output


@pytest.mark.django_db
def test_the_journal_has_one_entry_for_each_import_that_changed_something(folder: Path) -> None:
    put(folder, {"name": "Smiths"}, {"name": ""})
    call(import_records, "groups", "in.jsonl")
    call(import_records, "groups", "in.jsonl")
    entry = Entry.objects.get()
    assert (entry.verb, entry.subject, entry.about) == ("groups.imported", "import:groups", ["AC-TEST"])
    counts = {"created": 1, "updated": 0, "unchanged": 0, "refused": 1}
    assert entry.data == {**counts, "file": "in.jsonl", "sha256": entry.data["sha256"]}


@pytest.mark.django_db
def test_what_a_dry_run_writes_is_taken_back(folder: Path) -> None:
    put(folder, {"name": "Smiths"})
    result = call(import_records, "groups", "in.jsonl", "--dry-run")
    assert "1 would be created" in result.output
    assert not Group.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--owner", "A", "--owner means nothing for groups. Leave it out."),
        ("--source", "A", "--source means nothing for groups. Leave it out."),
        ("--status", "ajar", "--status ajar: choose from open, closed."),
        ("--format", "sbir", "There are no groups of the format sbir. Choose from: own."),
    ],
)
def test_an_option_that_the_kind_does_not_take_is_wrong_usage(
    folder: Path, option: str, value: str, message: str
) -> None:
    put(folder, {"name": "Smiths"})
    result = call(import_records, "groups", "in.jsonl", option, value)
    assert (result.exit_code, Group.objects.exists()) == (2, False)
    assert message in result.output


@pytest.mark.parametrize("command", [import_records, export_records])
def test_it_is_listed_while_it_is_declared(folder: Path, command: object) -> None:
    assert "  groups         formats own; --status open|closed\n" in call(command, "--help").output
    assert "'goups' is not one of" in call(command, "goups", "x.csv").output
    with import_kinds.only(*(kind for kind in import_kinds if kind.name != "groups")):
        assert "  groups " not in call(command, "--help").output
        assert "'groups' is not one of organisations, people" in call(command, "groups", "x.csv").output


@pytest.mark.django_db
def test_nothing_goes_in_where_nobody_declares_the_verb(folder: Path) -> None:
    put(folder, {"name": "Smiths"})
    with verbs.only():
        result = call(import_records, "groups", "in.jsonl")
    assert isinstance(result.exception, DeclarationError)


def test_each_kind_of_a_room_declares_the_verb_of_its_import() -> None:
    assert [kind.name for kind in import_kinds if f"{kind.name}.imported" not in verbs] == []
    assert len(import_kinds) >= 6
