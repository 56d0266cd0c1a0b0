from django.apps import AppConfig

from hardtech.zone.common.declared import declare
from hardtech.zone.common.stalled import RetriedTask


class CommonConfig(AppConfig):
    name = "hardtech.zone.common"
    label = "common"

    def ready(self) -> None:
        from hardtech.zone.common import tasks, translations

        translations.compile_catalogues()
        declare(RetriedTask(tasks.retry_stalled.name))
