"""Certificates in and out of files: one title of one organisation a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hardtech.engines.tabular import Problem
from hardtech.zone.cultivation.choices import Tier
from hardtech.zone.cultivation.models import Certificate
from hardtech.zone.cultivation.validators import validate_revocation, validate_validity
from hardtech.zone.cultivation.validity import usual_end
from hardtech.zone.facts import listeners
from hardtech.zone.incentives.rulebook import current_rulebook
from hardtech.zone.registry.exchange.directory import Directory, OwnerName
from hardtech.zone.workshop.exchange import cells
from hardtech.zone.workshop.exchange.records import (
    Column,
    Draft,
    Kind,
    attribute,
    identity_columns,
    iso,
    problems_of,
)

__all__ = ["Certificates"]

OPEN_ENDED = frozenset({"none", "-", "无", "长期"})


class Certificates(Kind[Certificate]):
    """The organisation is named by reference, code or name, and must be known. An empty last day is filled in from the
    years that the measure's text names; `none` says that there is no last day."""

    name = "certificates"
    model = Certificate
    required = ("organisation", "tier", "valid_from")

    def __init__(self) -> None:
        self._rulebook = current_rulebook()

    def columns(self) -> tuple[Column, ...]:
        first, last = identity_columns()
        return (
            *first,
            Column(
                "organisation",
                cells.text,
                lambda one: one.organisation.ref,
                ("company", "owner", "uscc", "单位", "机构", "企业", "统一社会信用代码"),
                related=True,
            ),
            Column("tier", cells.choice(Tier), attribute("tier"), ("title", "资质", "称号", "梯度")),
            Column("number", cells.text, attribute("number"), ("证书编号",)),
            Column("issuer", cells.text, attribute("issuer"), ("issued by", "发证机关", "认定机构")),
            Column("valid_from", cells.day, iso("valid_from"), ("from", "发证日期", "有效期起")),
            Column("valid_until", _last_day, _until, ("until", "有效期止", "有效期至"), related=True),
            Column("revoked_on", cells.day, iso("revoked_on"), ("撤销日期",)),
            Column("revocation", cells.text, attribute("revocation"), ("撤销原因",)),
            Column("evidence", cells.text, attribute("evidence"), ("证据", "证明材料")),
            *last,
        )

    def natural_key(self, draft: Draft) -> str:
        return "\n".join(
            [draft.related.get("organisation", ""), draft.values["tier"], str(draft.values["valid_from"])]
        )

    def check(self, draft: Draft) -> Iterable[Problem]:
        yield from super().check(draft)
        tier, began = draft.values["tier"], draft.values["valid_from"]
        if not tier or began is None:
            return  # the fields' own check says so
        stated = draft.related.pop("valid_until", None)
        until = usual_end(tier, began, self._rulebook) if stated is None else stated or None
        draft.values["valid_until"] = until
        if stated is None and until is None:
            reason = _(
                "The measure's text names no years. Write the last day, or “none” where there is none."
            )
            yield draft.problem("no_usual_end", "valid_until", reason=reason)
        try:
            validate_validity(began, until)
            validate_revocation(began, draft.values.get("revoked_on"))
        except ValidationError as error:
            yield from problems_of(error, draft)

    def resolve(self, drafts: Sequence[Draft], session: Any) -> None:
        """Find the organisations; two rows, or a row and a record entered by hand, must not be the same title."""
        directory: Directory = session.memory.get("directory") or Directory()
        session.memory["directory"] = directory
        found: dict[tuple[int, str, Any], Draft] = {}
        for draft in drafts:
            name = draft.related["organisation"]
            key = directory.find(OwnerName(name)) if name else None
            if key is None:
                session.refuse(draft.problem("organisation_unknown", "organisation", value=cells.shown(name)))
                continue
            draft.values["organisation_id"] = key
            title = (key, draft.values["tier"], draft.values["valid_from"])
            first = session.lines.setdefault(("title", *map(str, title)), draft.line)
            if first != draft.line:
                session.refuse(draft.problem("duplicate_id", "valid_from", first=first))
            found[title] = draft
        self._refuse_held(found, session)

    def _refuse_held(self, found: dict[tuple[int, str, Any], Draft], session: Any) -> None:
        organisations = {key for key, _tier, _day in found}
        for one in Certificate.objects.filter(organisation__in=organisations):
            draft = found.get((one.organisation_id, one.tier, one.valid_from))
            if draft is None or one.uid == draft.uid:
                continue
            if (one.source, one.source_id) != (draft.source, draft.source_id) or not draft.source_id:
                session.refuse(draft.problem("taken", "valid_from", value=draft.values["tier"], ref=one.ref))

    def relate(self, pairs: Sequence[tuple[Certificate, Draft]]) -> None:
        for organisation in sorted({one.organisation_id for one, _draft in pairs}):
            listeners.tell(organisation)

    def exported(self, *, everything: bool) -> QuerySet[Certificate]:
        """All of them; they are shown to nobody but who may see the organisation's ladder."""
        del everything
        return Certificate.objects.select_related("organisation").order_by(
            "organisation__ref", "tier", "valid_from"
        )


def _last_day(value: Any) -> Any:
    """A day; None where the cell is empty, "" where it says that there is none."""
    if isinstance(value, str) and value.strip().casefold() in OPEN_ENDED:
        return ""
    return cells.day(value)


def _until(one: Certificate) -> str:
    return "none" if one.valid_until is None else one.valid_until.isoformat()
