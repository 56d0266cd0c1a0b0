from django.apps import AppConfig


class WorkshopConfig(AppConfig):
    name = "hardtech.zone.workshop"
    label = "workshop"
