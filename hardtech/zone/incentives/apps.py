from django.apps import AppConfig


class IncentivesConfig(AppConfig):
    name = "hardtech.zone.incentives"
    label = "incentives"

    def ready(self) -> None:
        from hardtech.zone.facts import vocabulary
        from hardtech.zone.incentives.rulebook import organisation_facts

        vocabulary.register(organisation_facts)
