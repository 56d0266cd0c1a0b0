from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "hardtech.zone.common"
    label = "common"

    def ready(self) -> None:
        from hardtech.zone.common import translations

        translations.compile_catalogues()
