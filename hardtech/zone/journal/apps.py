from django.apps import AppConfig

from hardtech.zone.common.declared import declare


class JournalConfig(AppConfig):
    name = "hardtech.zone.journal"
    label = "journal"

    def ready(self) -> None:
        from hardtech.zone.journal.room import DECLARED

        declare(*DECLARED)
