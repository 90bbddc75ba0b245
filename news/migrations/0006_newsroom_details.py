import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0005_read_next"),
        ("photos", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="newsroom",
            name="contact_email",
            field=models.EmailField(
                blank=True,
                help_text="An e-mail address for readers.",
                max_length=254,
                verbose_name="contact",
            ),
        ),
        migrations.AddField(
            model_name="newsroom",
            name="logo",
            field=models.ForeignKey(
                blank=True,
                help_text="Shown in place of the name. Choose one that reads on white and on black.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="photos.photo",
            ),
        ),
        migrations.AddField(
            model_name="newsroom",
            name="require_photo_credit",
            field=models.BooleanField(
                default=True,
                help_text="A photo needs a credit before it can appear in a published story.",
            ),
        ),
        migrations.CreateModel(
            name="SocialAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("name", models.CharField(help_text="For example: Mastodon.", max_length=40)),
                ("url", models.URLField(verbose_name="address")),
                (
                    "newsroom",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="social_accounts",
                        to="news.newsroom",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
    ]
