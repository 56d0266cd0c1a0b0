from django.apps import AppConfig

from hardtech.zone.common.declared import declare


class FindingConfig(AppConfig):
    name = "hardtech.zone.finding"
    label = "finding"

    def ready(self) -> None:
        from hardtech.zone.finding.room import DECLARED

        declare(*DECLARED)
