from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "hardtech.zone.facts"
    label = "facts"

    def ready(self) -> None:
        from hardtech.zone.facts import panels

        panels.register_all()
