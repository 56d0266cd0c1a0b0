from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "hardtech.zone.accounts"
    label = "accounts"

    def ready(self) -> None:
        from hardtech.zone.accounts import languages  # noqa: F401 - connects to signing in
