"""Needs and offers from plain files: the columns they are known by, and the rows left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from hardtech.cli.errors import Refused
from hardtech.engines.matching import Document, Query
from hardtech.engines.tabular import (
    ColumnsError,
    Progress,
    RowProblem,
    TableRow,
    TabularError,
    Value,
    read_records,
)

TEXTS = ("title", "keywords", "summary", "body")
COLUMNS = {
    "id": [
        "_id", "source id", "ref", "uid", "number", "no", "code", "编号", "项目编号", "序号",
        "instrument id", "eus instrument id", "仪器编号",
    ],
    "title": [
        "name", "topic title", "标题", "题名", "名称", "技术名称", "需求名称", "成果名称", "项目名称",
        "instrument name", "eus instrument name", "instrument", "仪器名称", "设备名称",
    ],
    "keywords": [
        "keyword", "key words", "tags", "关键词", "关键字", "技术关键词", "instrument class", "仪器类别", "设备类别",
    ],
    "summary": [
        "abstract", "overview", "摘要", "简介", "概述", "成果简介", "需求简介", "项目简介", "技术简介",
        "eus display name", "主要功能",
    ],
    "body": ["description", "text", "full text", "content", "正文", "描述", "说明", "详情", "内容"],
    "trl": ["readiness", "technology readiness level", "trl level", "readiness level", "成熟度", "技术成熟度"],
    "owner": [
        "organisation", "organization", "company", "institution", "institute", "applicant", "agency",
        "单位", "机构", "企业", "高校", "所属单位", "需求单位", "完成单位", "持有人",
    ],
}  # fmt: skip
"""Each field and the other names that its column may have."""

_TRL = re.compile(r"(?<!\d)[1-9](?!\d)")


@dataclass(frozen=True, slots=True)
class Record:
    """A need or an offer as its file states it."""

    id: str
    title: str
    keywords: str
    summary: str
    body: str
    trl: int | None
    owner: str

    @property
    def heading(self) -> str:
        """The title, or the beginning of the text where there is none."""
        text = self.title or self.summary or self.body or self.keywords
        return text if len(text) <= 160 else text[:157].rstrip() + "…"

    def as_document(self) -> Document:
        """The record as the engine indexes it."""
        return Document(self.id, self.title, self.keywords, self.summary, self.body, self.trl)

    def as_query(self) -> Query:
        """The record as the engine looks for it; without a title, a long text opens with one."""
        if self.title or self.summary:
            return Query(self.title, self.keywords, self.summary, self.body, self.trl)
        return replace(Query.from_text(self.body), keywords=self.keywords, trl=self.trl)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row left out, and why."""

    file: str
    line: int
    field: str
    reason: str


@dataclass(slots=True)
class Loaded:
    """What a file gave."""

    records: list[Record] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    unknown_columns: frozenset[str] = frozenset()
    unread_columns: dict[str, None] = field(default_factory=dict)


def load(path: Path, mapping: Mapping[str, str], progress: Progress | None = None) -> Loaded:
    """All records of `path`. A column of `mapping` that the file lacks is reported, not refused: it may be the
    other file's. Raises Refused when the file as a whole is of no use."""
    known = dict(mapping)
    while True:
        loaded = Loaded(unknown_columns=frozenset(mapping) - frozenset(known))
        try:
            _read(path, known, progress, loaded)
        except ColumnsError as error:
            if error.code == "map_column_unknown" and error.data["column"] in known:
                del known[str(error.data["column"])]
                continue
            raise _refused(path, error) from None
        except TabularError as error:
            raise _refused(path, error) from None
        if not loaded.records:
            raise Refused(_nothing(path, loaded))
        return loaded


def _read(path: Path, mapping: Mapping[str, str], progress: Progress | None, loaded: Loaded) -> None:
    seen: dict[str, int] = {}
    for row in read_records(path, columns=COLUMNS, mapping=mapping, progress=progress):
        if isinstance(row, RowProblem):
            reason = _row_wording(row)
            loaded.refusals.append(Refusal(path.name, row.line, row.field, reason))
            continue
        loaded.unread_columns |= dict.fromkeys(row.extra)
        record = _record(row)
        if not any(getattr(record, name) for name in TEXTS):
            reason = f"No text in {', '.join(TEXTS)}. Columns found: {', '.join([*row.values, *row.extra])}."
            loaded.refusals.append(Refusal(path.name, row.line, "", reason))
        elif record.id in seen:
            reason = f"Line {seen[record.id]} has the same id, {record.id}. Keep one of the two."
            loaded.refusals.append(Refusal(path.name, row.line, "id", reason))
        else:
            seen[record.id] = row.line
            loaded.records.append(record)


def _record(row: TableRow) -> Record:
    texts = {name: "\n".join(_texts(row.values.get(name))).strip() for name in (*TEXTS, "id", "owner")}
    texts["keywords"] = texts["keywords"].replace("\n", ", ")
    trl = _TRL.search(" ".join(_texts(row.values.get("trl"))).removesuffix(".0"))
    return Record(
        id=texts["id"] or f"line {row.line}",
        title=texts["title"],
        keywords=texts["keywords"],
        summary=texts["summary"],
        body=texts["body"],
        trl=int(trl.group()) if trl else None,
        owner=texts["owner"].replace("\n", ", "),
    )


def _texts(value: Value) -> Iterator[str]:
    """The texts in a value of any shape."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def _nothing(path: Path, loaded: Loaded) -> str:
    if not loaded.refusals:
        return f"{path}: there are column names and no record below them."
    first = loaded.refusals[0]
    others = f" ({len(loaded.refusals)} rows were refused.)" if len(loaded.refusals) > 1 else ""
    hint = (
        " Say which column is which: --map COLUMN=FIELD, with one of the fields " + ", ".join(COLUMNS) + "."
    )
    return f"{path}, line {first.line}: {first.reason}{others}{'' if first.field else hint}"


def _refused(path: Path, error: TabularError) -> Refused:
    _without_zone()
    from hardtech.zone.workshop.exchange.wording import explain_file

    return Refused(f"{path}: {explain_file(error)}")


def _row_wording(problem: RowProblem) -> str:
    _without_zone()
    from hardtech.zone.workshop.exchange.wording import explain_row

    return explain_row(problem.code, problem.data)


def _without_zone() -> None:
    """Let the zone's wordings be used without the zone: its sentences ask Django for the language."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)
