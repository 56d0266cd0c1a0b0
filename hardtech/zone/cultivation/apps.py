from django.apps import AppConfig

from hardtech.zone.common.declared import declare


class CultivationConfig(AppConfig):
    name = "hardtech.zone.cultivation"
    label = "cultivation"

    def ready(self) -> None:
        from hardtech.zone.cultivation.room import DECLARED

        declare(*DECLARED)
