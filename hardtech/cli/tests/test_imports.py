"""`hardtech import` and `hardtech export` as an operator meets them."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection, connections, transaction
from psycopg.conninfo import make_conninfo

import hardtech
from hardtech.cli.imports import export_records, import_records
from hardtech.cli.server.tests import zones
from hardtech.zone.finding import catalogue
from hardtech.zone.journal import services as journal
from hardtech.zone.market.documents import OFFER_NOUN
from hardtech.zone.market.models import Offer
from hardtech.zone.measures.services.rulebooks import take_rulebooks
from hardtech.zone.registry.models import Organisation
from tests.factories import make_organisation

ROOT = Path(hardtech.__file__).resolve().parents[1]
RECORD = {"id": "1", "title": "Laser", "abstract": "A quiet laser.", "company": "Acme"}


@pytest.fixture
def call(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda command, *arguments: CliRunner().invoke(command, [str(argument) for argument in arguments])


def put(tmp_path, *records):
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


@pytest.mark.django_db
def test_import_says_what_it_did_and_export_gives_it_back(call, tmp_path):
    put(tmp_path, RECORD, {**RECORD, "id": "2"})
    result = call(import_records, "offers", "in.jsonl", "--format", "sbir")
    assert result.exit_code == 0, result.output
    assert "2 offers of “sbir” in" in result.output
    assert "2 created, 0 updated, 0 unchanged, 0 refused, 1 organisations created" in result.output
    result = call(import_records, "offers", "in.jsonl", "--format", "sbir")
    assert "0 created, 0 updated, 2 unchanged, 0 refused" in result.output
    result = call(export_records, "offers", "out.csv.gz")
    assert (result.exit_code, result.output) == (0, "2 offers written to out.csv.gz\n")
    assert sorted(path.name for path in tmp_path.glob("*.*")) == ["in.jsonl", "out.csv.gz"]


@pytest.mark.django_db
def test_columns_that_are_not_known_are_named(call, tmp_path):
    put(tmp_path, {"成果名称": "激光器", "高校": "演示大学", "备注": "急"})
    result = call(import_records, "offers", "in.jsonl", "--dry-run")
    assert "1 would be created" in result.output
    assert "Columns not known here, kept with each record: 备注. To use one: --map" in result.output
    put(tmp_path, RECORD)
    assert "not known" not in call(import_records, "offers", "in.jsonl", "--format", "sbir").output


@pytest.mark.django_db
def test_facts_go_in_and_come_back(call, tmp_path):
    take_rulebooks()
    one = make_organisation(name_zh="渭河光学", name_en="")
    lines = [
        "企业,指标,年度,数值,备注",
        "渭河光学,revenue,2024,1250万元,急",
        f"{one.ref},ip_class_1,,3,",
        "无,staff,2024,3,",
    ]
    (tmp_path / "facts.csv").write_text("\n".join(lines), encoding="utf-8")
    result = call(import_records, "facts", "facts.csv")
    assert result.exit_code == 0, result.output
    assert "2 created, 0 updated, 0 unchanged, 1 refused" in result.output
    assert "Columns not known here, left out: 备注." in result.output
    assert "facts.csv: line 4, organisation: No organisation “无” is known." in result.output
    result = call(export_records, "facts", "out.csv")
    assert (result.exit_code, result.output) == (0, "2 facts written to out.csv\n")
    written = (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()
    assert written[1:] == [f"{one.ref},ip_class_1,,3,", f"{one.ref},revenue,2024,12500000 yuan,"]
    assert "0 created, 0 updated, 2 unchanged" in call(import_records, "facts", "out.csv").output


@pytest.mark.django_db
def test_refused_rows_are_shown_and_written(call, tmp_path):
    put(tmp_path, RECORD, {**RECORD, "id": "2", "title": ""})
    with (tmp_path / "in.jsonl").open("a") as stream:
        stream.write('{"broken\n')
    result = call(import_records, "offers", "in.jsonl", "--format", "sbir")
    assert result.exit_code == 0
    assert "in.jsonl: line 2, title: This must not be empty." in result.output
    rejects = (tmp_path / "in.jsonl.rejects.csv").read_text(encoding="utf-8-sig").splitlines()
    assert rejects[0] == "file,sheet,line,field,code,reason"
    assert rejects[1] == "in.jsonl,,2,title,empty,This must not be empty."
    assert rejects[2].startswith("in.jsonl,,3,,json_broken,")


@pytest.mark.django_db
def test_when_every_row_is_refused_the_exit_code_is_1(call, tmp_path):
    put(tmp_path, {**RECORD, "title": ""})
    result = call(import_records, "offers", "in.jsonl", "--format", "sbir", "--rejects", "no.jsonl")
    assert result.exit_code == 1
    assert "every row was refused" in result.output
    assert json.loads((tmp_path / "no.jsonl").read_text())["line"] == 1


@pytest.mark.django_db
def test_a_dry_run_changes_nothing(call, tmp_path):
    put(tmp_path, RECORD)
    result = call(import_records, "offers", "in.jsonl", "--format", "sbir", "--dry-run")
    assert "1 would be created" in result.output
    assert "Dry run: nothing was changed." in result.output
    assert not Offer.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty."),
        (bytes(range(256)) * 20, "This is no table"),
        (b'{"name": 1}\n', "Columns are missing: title, abstract, company. Found: name."),
        (b'[{"title": "x"}]', "This is one JSON list."),
    ],
    ids=["empty", "binary", "wrong columns", "a list"],
)
def test_garbage_is_one_clear_error(call, tmp_path, content, message):
    (tmp_path / "in.jsonl").write_bytes(content)
    result = call(import_records, "offers", "in.jsonl", "--format", "sbir")
    assert result.exit_code == 1
    assert result.output.startswith("Error: in.jsonl: ")
    assert message in result.output
    assert "Traceback" not in result.output


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("offers", "in.jsonl", "--format", "eu-calls"), "There are no offers of the format eu-calls"),
        (("guilds", "in.jsonl"), "'guilds' is not one of"),
        (("people", "in.jsonl", "--status", "draft"), "--status means nothing for people"),
        (("offers", "in.jsonl", "--status", "secret"), "--status secret: choose from published, draft"),
        (("offers", "in.jsonl", "--map", "title"), "write it as COLUMN=FIELD"),
        (("offers", "in.jsonl", "--rejects", "no.pdf"), "Files end in .csv, .xlsx or .jsonl"),
        (("offers", "in.jsonl", "--rejects", "nowhere/no.csv"), "there is no folder"),
    ],
)
def test_wrong_usage_is_2(call, tmp_path, arguments, message):
    put(tmp_path, RECORD)
    result = call(import_records, *arguments)
    assert result.exit_code == 2
    assert message in result.output


@pytest.mark.django_db
def test_the_source_is_folder_and_name_unless_given(call, tmp_path):
    put(tmp_path, {**RECORD, "company": "Acme"})
    call(import_records, "offers", "in.jsonl")
    call(import_records, "offers", "in.jsonl", "--source", "theirs")
    assert set(Offer.objects.values_list("source", flat=True)) == {f"{tmp_path.name}/in", "theirs"}


@pytest.mark.django_db
def test_what_was_imported_is_matched_at_once(call, tmp_path):
    put(tmp_path, *({**RECORD, "id": str(number), "title": f"Laser {number}"} for number in range(300)))
    call(import_records, "offers", "in.jsonl", "--format", "sbir")
    assert len(catalogue.current(OFFER_NOUN)) == 300


def test_help_lists_the_kinds_without_a_zone_and_leaves_nothing_behind(tmp_path):
    environment = {**os.environ, "HARDTECH_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)}
    for name in ("DATABASE_URL", "HARDTECH_SECRET_KEY"):
        environment.pop(name, None)
    result = subprocess.run(
        [sys.executable, "-m", "hardtech", "import", "--help"],
        env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert "  needs          formats own, sbir, eu-calls; --source; --owner; --status\n" in result.stdout
    assert "  facts          formats own\n" in result.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_named(call, tmp_path):
    put(tmp_path, RECORD)
    script = "from hardtech.cli import main; main(['import', 'offers', 'in.jsonl'])"
    environment = {
        **os.environ,
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "HARDTECH_HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    result = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 1
    assert "The database does not answer" in result.stderr
    assert "hardtech up" in result.stderr
    assert "Traceback" not in result.stderr


def _size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('market_offer')")
        return int(cursor.fetchone()[0])


def _waits_for_the_journal() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return bool(cursor.fetchone()[0])


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_kill_9_in_the_middle_leaves_nothing_half_there(tmp_path):
    path = tmp_path / "in.jsonl"
    with path.open("w") as stream:
        for number in range(2500):
            record = {
                **RECORD,
                "id": str(number),
                "company": f"Company {number}",
                "abstract": f"Text {number}",
            }
            stream.write(json.dumps(record) + "\n")
    connections.close_all()
    settings = connection.settings_dict
    url = make_conninfo(
        dbname=settings["NAME"], user=settings["USER"], host=settings["HOST"], port=settings["PORT"] or None,
        password=settings["PASSWORD"] or None,
    )  # fmt: skip
    command = [
        sys.executable,
        "-c",
        f"from hardtech.cli import main; main(['import', 'offers', {str(path)!r}, '--format', 'sbir'])",
    ]
    environment = {**os.environ, "DATABASE_URL": url, "HARDTECH_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    with connection.cursor() as cursor:  # rows that earlier tests rolled back left room for new ones
        cursor.execute("TRUNCATE market_offer CASCADE")
    before = _size()
    assert before == 0
    with transaction.atomic(), connection.cursor() as cursor:
        # The importer waits for the journal, its last step: all rows are written and nothing is committed.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [journal.CHAIN_LOCK])
        process = subprocess.Popen(command, env=environment, cwd=tmp_path, stderr=subprocess.DEVNULL)
        try:
            assert zones.eventually(lambda: process.poll() is not None or _waits_for_the_journal(), 60)
            assert process.poll() is None
            assert _size() > before  # positive control: rows were on their way when it died
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait(20)
    assert (Offer.objects.count(), Organisation.objects.count()) == (0, 0)
    assert journal.verify().entries == 0
    subprocess.run(command, env=environment, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    assert (Offer.objects.count(), Organisation.objects.count()) == (2500, 2500)
    assert journal.verify().fault == ""
