from django.apps import AppConfig


class MarketConfig(AppConfig):
    name = "hardtech.zone.market"
    label = "market"
