"""Error reports: their contents, and the personal data that they leave out."""

import json

from tests.byline.starting import REQUIRED, start

# Requests a page that fails, with all the personal data that a browser can send.
BREAK = """
import sys
sys.path.insert(0, ".")
import django, sentry_sdk
from sentry_sdk.transport import Transport

class PrintingTransport(Transport):
    def capture_envelope(self, envelope):
        for item in envelope.items:
            print(json.dumps(item.payload.json))

import json, logging
import byline.wsgi
from django.test import RequestFactory
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.conf import settings
from django.http import HttpResponse
import byline.urls

@csrf_exempt
def broken(request, key):
    name = request.POST["name"]
    logging.getLogger("news").warning("Somebody: %s", name)
    logging.getLogger("news").critical("Refused: %s", "reader@example.org")
    raise RuntimeError("the press stands still\\nDETAIL:  Key (name)=(Ada) exists.")

# The page for it needs static files that are not collected here.
byline.urls.handler500 = lambda request: HttpResponse(status=500)
byline.urls.urlpatterns.insert(0, path("broken/<str:key>/", broken))
sentry_sdk.get_client().transport = PrintingTransport({"dsn": settings.SENTRY_DSN})
request = RequestFactory().post("/broken/hidden-key/?q=hidden-question", {"name": "hidden-name"},
    secure=True, REMOTE_ADDR="192.0.2.7", headers={
        "host": "news.example", "x-forwarded-for": "192.0.2.8", "cookie": "sessionid=hidden-cookie",
        "user-agent": "hidden-browser", "referer": "https://hidden-referrer.example/"})
list(byline.wsgi.application(request.environ, lambda status, headers, info=None: None))
sentry_sdk.flush()
"""


def test_a_report_says_what_broke_and_nothing_of_who_asked(tmp_path):
    process = start(
        tmp_path,
        BREAK,
        **REQUIRED,
        SENTRY_DSN="http://key@127.0.0.1:1/1",
        SENTRY_ENVIRONMENT="staging",
        SENTRY_RELEASE="1.2.3",
        LOG_LEVEL="CRITICAL",
    )
    reports = [json.loads(line) for line in process.stdout.splitlines()]
    (event,) = [report for report in reports if report.get("exception")]
    value = event["exception"]["values"][-1]["value"]
    assert value == "the press stands still\nDETAIL: (left out)"
    assert (event["environment"], event["release"]) == ("staging", "1.2.3")
    assert event["request"] == {"method": "POST", "url": "https://news.example/broken/(key)/"}
    assert [report["logentry"] for report in reports if "logentry" in report] == [
        {"message": "Refused: (e-mail)"}
    ]
    for hidden in ("hidden", "192.0.2."):
        assert hidden not in process.stdout
