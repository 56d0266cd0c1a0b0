"""What an entry says in words, for every timeline, page and export. The words of a verb are declared with it (`verbs`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.urls import reverse
from django.utils.translation import gettext as _

from hardtech.zone.common.languages import joined
from hardtech.zone.common.refs import Identified
from hardtech.zone.journal.models import Entry
from hardtech.zone.journal.verbs import verbs

__all__ = ["Line", "field_words", "lines", "verb_label"]


@dataclass(frozen=True)
class Line:
    """One line of a timeline, as `common/_timeline.html` shows it; `url` leads to the record where the page is another's."""

    at: datetime
    sentence: str
    by: str
    note: str
    ref: str
    url: str


def verb_label(verb: str) -> str:
    """What happened, in the language of the page; a verb of old that nobody declares any more stands for itself."""
    return str(declared.words) if (declared := verbs.get(verb)) else verb


def field_words(ref: str, names: Iterable[str]) -> str:
    """Columns of the record with this reference as a reader calls them; what is no column keeps its name."""
    prefix = ref.partition("-")[0]
    models = [model for model in apps.get_models() if issubclass(model, Identified)]
    model = next((model for model in models if prefix == model.REF_PREFIX), None)
    return joined(_field_word(model, name) if model else name for name in names)


def _field_word(model: type[Identified], name: str) -> str:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    if field.is_relation and field.related_model and (field.many_to_many or field.one_to_many):
        return str(field.related_model._meta.verbose_name_plural)
    return str(getattr(field, "verbose_name", name))


def lines(
    entries: Iterable[Entry],
    names: Mapping[str, str],
    *,
    show_people: bool = True,
    with_notes: bool = True,
    page_of: str | None = None,
) -> list[Line]:
    """Entries as lines. `names` is what `queries.actor_names` gives; without people, nobody is named.

    Notes carry what somebody wrote, such as why a record was withdrawn: leave them out for the public. `page_of` is the
    record on whose page the lines stand: those about others lead to these. Without it, no line leads anywhere.
    """
    return [
        Line(
            at=entry.at,
            sentence=verb_label(entry.verb),
            by=_actor(entry, names) if show_people else "",
            note=_note(entry) if with_notes else "",
            ref=entry.subject,
            url=_address(entry.subject) if page_of is not None and entry.subject not in {"", page_of} else "",
        )
        for entry in entries
    ]


def _address(ref: str) -> str:
    """Where a reference leads: the search knows who may see what."""
    return f"{reverse('portal:search')}?{urlencode({'q': ref})}"


def _actor(entry: Entry, names: Mapping[str, str]) -> str:
    if not entry.actor:
        return _("the system")
    return names.get(entry.actor, entry.actor)


def _note(entry: Entry) -> str:
    """What the data adds, in one short sentence."""
    verb, data = verbs.get(entry.verb), entry.data
    if verb is not None and verb.note is not None:
        return verb.note(entry)
    if fields := data.get("fields"):
        return _("Changed: %(fields)s") % {"fields": field_words(entry.subject, fields)}
    if reason := data.get("reason"):
        return _("Reason: %(reason)s") % {"reason": reason}
    return ""
