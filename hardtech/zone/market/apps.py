from django.apps import AppConfig

from hardtech.zone.common.declared import declare


class MarketConfig(AppConfig):
    name = "hardtech.zone.market"
    label = "market"

    def ready(self) -> None:
        from hardtech.zone.market.room import DECLARED

        declare(*DECLARED)
