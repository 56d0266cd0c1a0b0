"""Vectors of texts belong to `finding`, which has taken their table over."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("market", "0004_textvector"), ("finding", "0002_textvector")]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("TextVector")]),
    ]
