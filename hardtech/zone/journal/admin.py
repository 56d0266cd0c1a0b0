from django.contrib import admin

from hardtech.zone.common.read_only_admin import ReadOnlyAdmin
from hardtech.zone.journal.models import Entry


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin[Entry]):
    list_display = ("seq", "at", "actor", "verb", "subject")
    list_filter = ("verb",)
    search_fields = ("subject", "actor")
