from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "hardtech.zone.facts"
    label = "facts"

    def ready(self) -> None:
        from hardtech.zone.facts import merging, panels

        merging.register_all()
        panels.register_all()
