from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "hardtech.zone.registry"
    label = "registry"
