from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "hardtech.zone.accounts"
    label = "accounts"
