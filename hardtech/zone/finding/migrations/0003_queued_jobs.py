"""Jobs under the names that tasks had while they stood in the market: those that wait must be known, whoever held them."""

from django.db import migrations

RENAMED = {
    "market.encode_texts": "finding.encode_texts",
    "market.refresh_catalogue": "finding.refresh_catalogue",
    "market.retry_stalled": "common.retry_stalled",
}
# The locks of these tasks bear their names.
RENAME = """
UPDATE procrastinate_jobs
SET task_name = '{1}', lock = replace(lock, '{0}', '{1}'), queueing_lock = replace(queueing_lock, '{0}', '{1}')
WHERE task_name = '{0}';
UPDATE procrastinate_periodic_defers SET task_name = '{1}' WHERE task_name = '{0}';
"""


class Migration(migrations.Migration):
    dependencies = [("finding", "0002_textvector"), ("procrastinate", "0025_add_models")]

    operations = [
        migrations.RunSQL(RENAME.format(old, new), RENAME.format(new, old)) for old, new in RENAMED.items()
    ]
