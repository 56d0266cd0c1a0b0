from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "hardtech.zone.portal"
    label = "portal"
