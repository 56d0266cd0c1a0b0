from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "hardtech.zone.portal"
    label = "portal"

    def ready(self) -> None:
        from hardtech.zone.portal import panels

        panels.register_all()
