from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0006_newsroom_details"),
    ]

    operations = [
        migrations.AddField(
            model_name="sectionpage",
            name="colour",
            field=models.CharField(
                choices=[
                    ("red", "Red"),
                    ("blue", "Blue"),
                    ("green", "Green"),
                    ("ochre", "Ochre"),
                    ("purple", "Purple"),
                    ("teal", "Teal"),
                ],
                default="red",
                help_text="Of the section's name above its stories and in the navigation.",
                max_length=10,
            ),
        ),
    ]
