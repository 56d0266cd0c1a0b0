from django.db import migrations


class Migration(migrations.Migration):
    """What a document says of an organisation; a fact of the rulebooks is another thing."""

    dependencies = [("registry", "0002_change_xid")]

    operations = [migrations.RenameModel("Fact", "CitedFact")]
