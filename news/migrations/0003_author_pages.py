import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0002_group_permissions"),
        ("photos", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="author",
            name="email",
            field=models.EmailField(
                blank=True,
                help_text="Shown to readers: an address of the newsroom's.",
                max_length=254,
                verbose_name="e-mail",
            ),
        ),
        migrations.AddField(
            model_name="author",
            name="portrait",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="photos.photo",
            ),
        ),
        migrations.AddField(
            model_name="author",
            name="website",
            field=models.URLField(blank=True, help_text="Shown to readers."),
        ),
        migrations.AlterField(
            model_name="author",
            name="slug",
            field=models.SlugField(
                blank=True,
                help_text="The end of the page's address. Made from the name if left empty. Links to the old address break when it is changed.",
                max_length=140,
                unique=True,
            ),
        ),
        migrations.AlterField(
            model_name="topic",
            name="slug",
            field=models.SlugField(
                blank=True,
                help_text="The end of the page's address. Made from the name if left empty. Links to the old address break when it is changed.",
                max_length=140,
                unique=True,
            ),
        ),
    ]
