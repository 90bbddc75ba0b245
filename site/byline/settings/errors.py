"""Where errors are reported, and what is left out of the reports: whatever tells of people."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from byline.settings.environment import env, need, read_address

SENTRY_DSN = env.str("SENTRY_DSN", "").strip()
SENTRY_ENVIRONMENT = env.str("SENTRY_ENVIRONMENT", "production")
SENTRY_RELEASE = env.str("SENTRY_RELEASE", "")


def without_people(event: Any, hint: Any) -> Any:
    """Return a report of an error that names no visitor: no address, cookie, form or search."""
    request = event.get("request", {})
    event["request"] = {
        "method": request.get("method"),
        "url": urlsplit(request.get("url", ""))._replace(query="", fragment="").geturl(),
    }
    for what in ("user", "breadcrumbs", "extra", "server_name"):
        event.pop(what, None)
    return event


def report_errors(address: str) -> None:
    """Send errors there from now on. Raises ImproperlyConfigured where nobody can be."""
    parts = read_address(address, {"http", "https"})
    if not parts or not parts.username or not parts.path.rpartition("/")[2].isdecimal():
        raise ImproperlyConfigured("SENTRY_DSN: an address like https://key@sentry.example.org/1.")
    need("SENTRY_DSN", "sentry_sdk", "sentry")
    import sentry_sdk

    sentry_sdk.init(
        dsn=address,
        environment=SENTRY_ENVIRONMENT,
        release=SENTRY_RELEASE or None,
        send_default_pii=False,
        max_request_body_size="never",
        # What a function is working on may be a comment or its writer.
        include_local_variables=False,
        max_breadcrumbs=0,
        before_send=without_people,
    )


if SENTRY_DSN:
    report_errors(SENTRY_DSN)
