"""The trigger that notes which transaction wrote a row last, for the migrations of rooms whose records are found.

A transaction id, unlike a time or a sequence, lets a reader ask for everything that it could not see before: all ids
from the oldest transaction that was still open at its last look (docs/decisions/0003-change-xid.md).
"""

from __future__ import annotations

from django.db.migrations import RunSQL

__all__ = ["note_changes"]


def note_changes(table: str) -> RunSQL:
    """The operation for a table with a column `change_xid`; it depends on finding's first migration."""
    return RunSQL(
        f"CREATE TRIGGER note_change BEFORE INSERT OR UPDATE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION finding_note_change()",
        f"DROP TRIGGER note_change ON {table}",
    )
