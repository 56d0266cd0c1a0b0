from django.apps import AppConfig


class CultivationConfig(AppConfig):
    name = "hardtech.zone.cultivation"
    label = "cultivation"
