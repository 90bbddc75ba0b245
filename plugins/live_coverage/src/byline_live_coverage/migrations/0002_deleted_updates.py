from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("live_coverage", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeletedUpdate",
            fields=[
                ("form_key", models.UUIDField(primary_key=True, serialize=False)),
            ],
        ),
    ]
