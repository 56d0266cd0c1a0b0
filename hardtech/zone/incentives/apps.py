from django.apps import AppConfig


class IncentivesConfig(AppConfig):
    name = "hardtech.zone.incentives"
    label = "incentives"

    def ready(self) -> None:
        from hardtech.zone.facts import listeners, vocabulary
        from hardtech.zone.incentives import merging, panels
        from hardtech.zone.incentives.rulebook import organisation_facts
        from hardtech.zone.incentives.tasks import ask_for_assessment

        merging.register_all()
        panels.register_all()
        vocabulary.register(organisation_facts)
        listeners.register(ask_for_assessment)
