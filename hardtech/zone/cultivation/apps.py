from django.apps import AppConfig


class CultivationConfig(AppConfig):
    name = "hardtech.zone.cultivation"
    label = "cultivation"

    def ready(self) -> None:
        from hardtech.zone.cultivation import derived, groups, merging, panels, tasks
        from hardtech.zone.cultivation.choices import FACTS, RULES
        from hardtech.zone.facts import listeners
        from hardtech.zone.incentives import titles

        derived.register_all()
        groups.register_all()
        merging.register_all()
        panels.register_all()
        titles.register({RULES[tier]: fact for tier, fact in FACTS.items() if tier in RULES})
        listeners.register(tasks.ask_for_standing)
