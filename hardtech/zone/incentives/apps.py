from django.apps import AppConfig

from hardtech.zone.common.declared import declare


class IncentivesConfig(AppConfig):
    name = "hardtech.zone.incentives"
    label = "incentives"

    def ready(self) -> None:
        from hardtech.zone.incentives.room import DECLARED

        declare(*DECLARED)
