"""Certificates in and out of files: one title of one organisation a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hardtech.engines.tabular import RowProblem
from hardtech.zone.cultivation.choices import Tier
from hardtech.zone.cultivation.models import Certificate
from hardtech.zone.cultivation.validators import validate_revocation, validate_validity
from hardtech.zone.cultivation.validity import usual_end
from hardtech.zone.facts import listeners
from hardtech.zone.measures.rulebook import current_rulebook
from hardtech.zone.registry.exchange.directory import organisation_of
from hardtech.zone.workshop.exchange import cells
from hardtech.zone.workshop.exchange.kinds import FileColumn
from hardtech.zone.workshop.exchange.records import RecordKind, is_same, problems_of
from hardtech.zone.workshop.exchange.runs import ImportRun, RowDraft

__all__ = ["Certificates"]

OPEN_ENDED = frozenset({"none", "-", "无", "长期"})


def _last_day(value: Any) -> Any:
    """A day; None where the cell is empty, "" where it says that there is none."""
    if isinstance(value, str) and value.strip().casefold() in OPEN_ENDED:
        return ""
    return cells.day(value)


def _until(certificate: Certificate) -> str:
    return "none" if certificate.valid_until is None else certificate.valid_until.isoformat()


class Certificates(RecordKind[Certificate]):
    """The organisation is named by reference, code or name, and must be known. An empty last day is filled in from the
    years that the measure's text names; `none` says that there is no last day."""

    name = "certificates"
    model = Certificate
    required = ("organisation", "tier", "valid_from")
    own_columns = (
        FileColumn(
            "organisation",
            cells.text,
            ("company", "owner", "uscc", "单位", "机构", "企业", "统一社会信用代码"),
            lambda certificate: certificate.organisation.ref,
            related=True,
        ),
        FileColumn("tier", cells.choice(Tier), ("title", "资质", "称号", "梯度")),
        FileColumn("number", cells.text, ("证书编号",)),
        FileColumn("issuer", cells.text, ("issued by", "发证机关", "认定机构")),
        FileColumn("valid_from", cells.day, ("from", "发证日期", "有效期起")),
        FileColumn("valid_until", _last_day, ("until", "有效期止", "有效期至"), _until, related=True),
        FileColumn("revoked_on", cells.day, ("撤销日期",)),
        FileColumn("revocation", cells.text, ("撤销原因",)),
        FileColumn("evidence", cells.text, ("证据", "证明材料")),
    )

    def natural_key(self, draft: RowDraft) -> str:
        return "\n".join(
            [draft.related.get("organisation", ""), draft.values["tier"], str(draft.values["valid_from"])]
        )

    def check(self, draft: RowDraft, run: ImportRun) -> Iterable[RowProblem]:
        tier, began = draft.values["tier"], draft.values["valid_from"]
        if not tier or began is None:
            return  # the fields' own check says so
        stated = draft.related.pop("valid_until", None)
        until = usual_end(tier, began, run.shared(current_rulebook)) if stated is None else stated or None
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

    def resolve(self, drafts: Sequence[RowDraft], run: ImportRun) -> None:
        """Find the organisations; two rows, or a row and a record entered by hand, must not be the same title."""
        stated: dict[tuple[int, str, Any], RowDraft] = {}
        for draft in drafts:
            key = organisation_of(draft.related["organisation"], draft, "organisation", run)
            if key is None:
                continue
            draft.values["organisation_id"] = key
            title = (key, draft.values["tier"], draft.values["valid_from"])
            if first := run.earlier_line(draft, "title", *title):
                run.refuse(draft.problem("duplicate_id", "valid_from", first=first))
            stated[title] = draft
        for held in Certificate.objects.filter(organisation__in={key for key, _tier, _day in stated}):
            taker = stated.get((held.organisation_id, held.tier, held.valid_from))
            if taker and not is_same(held, taker):
                run.refuse(taker.problem("taken", "valid_from", value=held.tier, ref=held.ref))

    def relate(self, pairs: Sequence[tuple[Certificate, RowDraft]]) -> None:
        for organisation in sorted({certificate.organisation_id for certificate, _draft in pairs}):
            listeners.tell(organisation)

    def exported(self, *, everything: bool) -> QuerySet[Certificate]:
        """All of them; they are shown to nobody but who may see the organisation's ladder."""
        return Certificate.objects.select_related("organisation").order_by(
            "organisation__ref", "tier", "valid_from"
        )
