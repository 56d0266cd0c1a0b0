from django.apps import AppConfig

from hardtech.zone.common.declared import declare


class FactsConfig(AppConfig):
    name = "hardtech.zone.facts"
    label = "facts"

    def ready(self) -> None:
        from hardtech.zone.facts.room import DECLARED

        declare(*DECLARED)
