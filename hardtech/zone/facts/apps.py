from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "hardtech.zone.facts"
    label = "facts"
