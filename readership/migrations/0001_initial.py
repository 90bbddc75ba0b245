
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('news', '0009_placements'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='DayKey',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('key', models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='PopularChoice',
            fields=[
                ('story', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='popular_choice', serialize=False, to='news.articlepage')),
                ('kind', models.CharField(choices=[('pinned', 'Pinned to the top'), ('kept_out', 'Kept out')], max_length=10)),
                ('until', models.DateTimeField(blank=True, help_text='Left empty, until somebody changes it.', null=True)),
                ('chosen_at', models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name='PopularStoriesPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
            ],
            options={
                'verbose_name': 'popular stories page',
            },
            bases=('wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='TotalReaders',
            fields=[
                ('story', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='news.articlepage')),
                ('readers', models.PositiveBigIntegerField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='DailyReaders',
            fields=[
                ('readers', models.PositiveIntegerField()),
                ('pk', models.CompositePrimaryKey('day', 'story_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='news.articlepage')),
            ],
            options={
                'abstract': False,
                "indexes": [models.Index(fields=["day", "-readers"], name="daily_readers_most")],
            },
        ),
        migrations.CreateModel(
            name='HourlyReaders',
            fields=[
                ('readers', models.PositiveIntegerField()),
                ('pk', models.CompositePrimaryKey('hour', 'story_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('hour', models.DateTimeField(help_text='When the hour began.')),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='news.articlepage')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('pk', models.CompositePrimaryKey('visitor', 'story_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('visitor', models.CharField(max_length=32)),
                ('at', models.BigIntegerField(db_index=True, help_text='In seconds since 1970.')),
                ('story', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='news.articlepage')),
            ],
        ),
    ]
