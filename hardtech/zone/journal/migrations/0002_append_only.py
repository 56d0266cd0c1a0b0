"""The journal takes new entries only: a trigger refuses to change, delete or empty it.

Tests empty every table between two tests; they switch the guard off for their connection.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('hardtech.testing', true) = 'on' AND TG_OP = 'TRUNCATE' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the journal is append-only: % refused', TG_OP
        USING HINT = 'Write a new entry that corrects the old one.';
END $$;
"""
ROWS = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON journal_entry
FOR EACH ROW EXECUTE FUNCTION journal_refuse();
"""
TABLE = """
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON journal_entry
FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION journal_refuse()"),
        migrations.RunSQL(ROWS, "DROP TRIGGER append_only ON journal_entry"),
        migrations.RunSQL(TABLE, "DROP TRIGGER never_emptied ON journal_entry"),
    ]
