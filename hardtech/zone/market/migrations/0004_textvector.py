"""Vectors of published texts; the trigger of migration 0002 notes which transaction wrote one last."""

from django.db import migrations, models

TRIGGER = """
CREATE TRIGGER note_change BEFORE INSERT OR UPDATE ON market_textvector
FOR EACH ROW EXECUTE FUNCTION market_note_change();
"""


class Migration(migrations.Migration):
    dependencies = [("market", "0003_ranking")]

    operations = [
        migrations.CreateModel(
            name="TextVector",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.CharField(max_length=20)),
                ("kind", models.CharField(max_length=10)),
                ("model", models.CharField(max_length=300)),
                ("digest", models.CharField(max_length=64)),
                ("values", models.BinaryField(null=True)),
                ("read_xid", models.BigIntegerField()),
                ("change_xid", models.BigIntegerField(default=0, editable=False)),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "change_xid"], name="textvector_changes")],
                "constraints": [
                    models.UniqueConstraint(fields=("ref", "model"), name="textvector_once_a_model")
                ],
            },
        ),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER note_change ON market_textvector"),
    ]
