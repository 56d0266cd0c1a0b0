"""What finding declares."""

from hardtech.zone.common.stalled import RetriedTask
from hardtech.zone.finding import tasks

__all__ = ["DECLARED"]

DECLARED = (RetriedTask(tasks.encode_texts.name), RetriedTask(tasks.refresh_catalogue.name))
