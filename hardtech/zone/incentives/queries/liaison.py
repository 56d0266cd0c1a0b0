"""Organisations of the zone and who answers for them."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardtech.zone.accounts.models import User
from hardtech.zone.common.lists import Choice, Facet, Listing, Order, build
from hardtech.zone.common.refs import is_reference
from hardtech.zone.incentives.names import name_of
from hardtech.zone.registry.choices import Field
from hardtech.zone.registry.models import Organisation

__all__ = ["officers", "pks_of", "residents_listed"]

ORDERS = (
    Order("relevance", gettext_lazy("Best match")),
    Order("name", gettext_lazy("Name"), ("name_en", "name_zh", "id")),
    Order("-entered", gettext_lazy("In the zone since"), ("-residence__since", "id")),
)


def officers() -> list[User]:
    """The active zone officers, by name."""
    found = User.objects.filter(Q(is_zone_officer=True) | Q(is_superuser=True), is_active=True)
    return sorted(found.select_related("person"), key=lambda user: (name_of(user), user.pk))


def residents_listed(params: QueryDict) -> Listing[Organisation]:
    """Organisations of the zone by officer and field; `organisation` in the address shows one alone."""
    found = Organisation.objects.filter(residence__isnull=False, merged_into__isnull=True)
    if is_reference(asked := params.get("organisation", "")):
        found = found.filter(ref=asked)
    found = found.defer("search").select_related("liaison__officer__person")
    by_officer = [Choice("nobody", _("Nobody yet"), Q(liaison__isnull=True))]
    by_officer += [Choice(one.ref, name_of(one), Q(liaison__officer=one.pk)) for one in officers()]
    fields = [Choice(code, label, Q(fields__contains=[code])) for code, label in Field.choices]
    facets = [Facet("officer", _("Liaison officer"), by_officer), Facet("field", _("Field"), fields)]
    return build(params, found, facets=facets, orders=ORDERS, default="name")


def pks_of(records: QuerySet[Organisation]) -> list[int]:
    """For assigning all that pass a filter."""
    return list(records.order_by().values_list("pk", flat=True))
