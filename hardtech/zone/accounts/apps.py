from django.apps import AppConfig

from hardtech.zone.common.declared import declare


class AccountsConfig(AppConfig):
    name = "hardtech.zone.accounts"
    label = "accounts"

    def ready(self) -> None:
        from hardtech.zone.accounts import languages  # noqa: F401 - connects to signing in
        from hardtech.zone.accounts.room import DECLARED

        declare(*DECLARED)
