from django.apps import AppConfig

from hardtech.zone.common.declared import declare


class RegistryConfig(AppConfig):
    name = "hardtech.zone.registry"
    label = "registry"

    def ready(self) -> None:
        from hardtech.zone.registry.room import DECLARED

        declare(*DECLARED)
