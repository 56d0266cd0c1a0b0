from django.apps import AppConfig

from hardtech.zone.common.declared import declare


class MeasuresConfig(AppConfig):
    name = "hardtech.zone.measures"
    label = "measures"

    def ready(self) -> None:
        from hardtech.zone.measures.room import DECLARED

        declare(*DECLARED)
