from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("api", "0001_token_expiry")]

    operations = [
        # Tokens that were made before have ended: nobody knows with which password.
        migrations.AddField(
            model_name="tokenexpiry",
            name="session_hash",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
    ]
