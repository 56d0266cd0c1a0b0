from django.apps import AppConfig

from hardtech.zone.common.declared import declare


class PortalConfig(AppConfig):
    name = "hardtech.zone.portal"
    label = "portal"

    def ready(self) -> None:
        from hardtech.zone.portal.room import DECLARED

        declare(*DECLARED)
