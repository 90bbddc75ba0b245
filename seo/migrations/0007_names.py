from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("seo", "0006_crawler_requests")]

    operations = [
        migrations.RenameModel("Announcement", "IndexNowSubmission"),
        migrations.RenameField("crawlerrequests", "asked", "requests"),
    ]
