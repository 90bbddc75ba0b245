"""The model is called what it is."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0003_editors_promote_results")]

    operations = [
        migrations.RenameModel("Asked", "SearchQuery"),
        migrations.AlterField(
            "SearchQuery",
            "query",
            models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                primary_key=True,
                related_name="search_query",
                serialize=False,
                to="wagtailsearchpromotions.query",
            ),
        ),
    ]
