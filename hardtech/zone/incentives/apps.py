from django.apps import AppConfig


class IncentivesConfig(AppConfig):
    name = "hardtech.zone.incentives"
    label = "incentives"
