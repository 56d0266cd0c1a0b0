"""A trigger notes the transaction that wrote a profile last: the match catalogue reads what came since.

A transaction id, unlike a time or a sequence, lets a reader ask for everything that it could not see before:
all ids from the oldest transaction that was still open at its last look.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION market_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.change_xid := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
"""
TRIGGER = """
CREATE TRIGGER note_change BEFORE INSERT OR UPDATE ON {table}
FOR EACH ROW EXECUTE FUNCTION market_note_change();
"""


class Migration(migrations.Migration):
    dependencies = [("market", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION market_note_change()"),
        *(
            migrations.RunSQL(TRIGGER.format(table=table), f"DROP TRIGGER note_change ON {table}")
            for table in ("market_offer", "market_need")
        ),
    ]
