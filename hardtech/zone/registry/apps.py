from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "hardtech.zone.registry"
    label = "registry"

    def ready(self) -> None:
        from hardtech.zone.registry import panels

        panels.register_all()
