from django.contrib import admin
from django.http import HttpRequest

from hardtech.zone.journal.models import Entry


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin[Entry]):
    """To be read only: the journal is written by services."""

    list_display = ("seq", "at", "actor", "verb", "subject")
    list_filter = ("verb",)
    search_fields = ("subject", "actor")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        return False
