"""Organisations carry the transaction that wrote them last, as offers and needs do: companies are found by matching.

Why a transaction and no time: `market/migrations/0002_change_xid.py`.
"""

from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION registry_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.change_xid := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
"""
TRIGGER = """
CREATE TRIGGER note_change BEFORE INSERT OR UPDATE ON registry_organisation
FOR EACH ROW EXECUTE FUNCTION registry_note_change();
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]

    operations = [
        migrations.AddField("organisation", "change_xid", models.BigIntegerField(default=0, editable=False)),
        migrations.AddIndex("organisation", models.Index(fields=["change_xid"], name="organisation_changes")),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION registry_note_change()"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER note_change ON registry_organisation"),
    ]
