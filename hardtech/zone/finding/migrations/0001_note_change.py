"""The function behind the triggers that note which transaction wrote a row last (`change_tracking`)."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION finding_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.change_xid := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION finding_note_change()")]
