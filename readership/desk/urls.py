"""URLs in the admin."""

from django.urls import path, re_path

from readership.desk.readers_report import ReadersReportView
from readership.desk.story_readers import StoryReadersView

app_name = "readership_desk"
urlpatterns = [
    path("reports/readers/", ReadersReportView.as_view(), name="report"),
    path(
        "reports/readers/results/",
        ReadersReportView.as_view(results_only=True),
        name="report_results",
    ),
    # Databases reject numbers with more digits.
    re_path("^readers/(?P<number>[0-9]{1,10})/$", StoryReadersView.as_view(), name="story"),
]
