from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "hardtech.zone.journal"
    label = "journal"
