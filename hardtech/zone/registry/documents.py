"""How organisations are put to the match engine: companies are found by what they say of themselves."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hardtech.engines.matching import Document
from hardtech.zone.finding.nouns import CatalogueNoun
from hardtech.zone.registry.choices import OrganisationKind
from hardtech.zone.registry.fields import load_fields
from hardtech.zone.registry.models import Organisation
from hardtech.zone.registry.queries import organisations

__all__ = ["COMPANY_NOUN"]


def companies() -> QuerySet[Organisation]:
    """The companies of the registry; all of it is public."""
    return organisations().filter(kind=OrganisationKind.COMPANY)


def company_document(company: Organisation) -> Document:
    """A company by its own words. What it publishes in other rooms is found there, as what it is."""
    fields = [field for field in load_fields() if field.code in company.fields]
    return Document(
        id=company.ref,
        title="\n".join(name for name in (company.name_en, company.name_zh) if name),
        keywords=", ".join(name for field in fields for name in (field.name_en, field.name_zh)),
        summary=company.summary,
    )


COMPANY_NOUN = CatalogueNoun("company", _("Companies"), Organisation, companies, company_document)
