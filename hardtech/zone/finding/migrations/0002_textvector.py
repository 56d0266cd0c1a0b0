"""The table of vectors, which the market made (its migration 0004), with all its rows: only names change.

A catalogue that was built before stays in force: ids and transactions of the rows are what they were. A record may have
a vector as each of the nouns under which it is found.
"""

from django.db import migrations, models

from hardtech.zone.finding.change_tracking import note_changes

RENAMED = (
    ("ALTER TABLE {} RENAME TO {}", "market_textvector", "finding_textvector"),
    ("ALTER SEQUENCE {} RENAME TO {}", "market_textvector_id_seq", "finding_textvector_id_seq"),
    ("ALTER INDEX {} RENAME TO {}", "market_textvector_pkey", "finding_textvector_pkey"),
)
# The content type takes its permissions along. A fresh database has none yet; then Django makes them.
CONTENT_TYPE = """
UPDATE django_content_type SET app_label = '{0}' WHERE app_label = '{1}' AND model = 'textvector'
AND NOT EXISTS (SELECT FROM django_content_type WHERE app_label = '{0}' AND model = 'textvector')
"""
OLD_TRIGGER = """
CREATE TRIGGER note_change BEFORE INSERT OR UPDATE ON {0}
FOR EACH ROW EXECUTE FUNCTION market_note_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("finding", "0001_note_change"),
        ("market", "0004_textvector"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="TextVector",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("change_xid", models.BigIntegerField(default=0, editable=False)),
                        ("ref", models.CharField(max_length=20)),
                        ("kind", models.CharField(max_length=10)),
                        ("model", models.CharField(max_length=300)),
                        ("digest", models.CharField(max_length=64)),
                        ("values", models.BinaryField(null=True)),
                        ("read_xid", models.BigIntegerField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["kind", "change_xid"], name="textvector_changes")],
                        "constraints": [
                            models.UniqueConstraint(fields=("ref", "model"), name="textvector_once_a_model")
                        ],
                    },
                )
            ],
            database_operations=[
                migrations.RunSQL(statement.format(old, new), statement.format(new, old))
                for statement, old, new in RENAMED
            ],
        ),
        migrations.RunSQL(
            CONTENT_TYPE.format("finding", "market"), CONTENT_TYPE.format("market", "finding")
        ),
        migrations.RunSQL(
            "DROP TRIGGER note_change ON finding_textvector", OLD_TRIGGER.format("finding_textvector")
        ),
        note_changes("finding_textvector"),
        migrations.RemoveConstraint("textvector", "textvector_once_a_model"),
        migrations.AlterField("textvector", "kind", models.CharField(max_length=30)),
        migrations.AddConstraint(
            "textvector",
            models.UniqueConstraint(fields=("ref", "model", "kind"), name="textvector_once_a_model"),
        ),
    ]
