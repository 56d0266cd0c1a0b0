from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "hardtech.zone.api"
    label = "api"
