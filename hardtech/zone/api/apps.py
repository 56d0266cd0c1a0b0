from django.apps import AppConfig

from hardtech.zone.common.declared import declare


class ApiConfig(AppConfig):
    name = "hardtech.zone.api"
    label = "api"

    def ready(self) -> None:
        from hardtech.zone.api.room import DECLARED

        declare(*DECLARED)
