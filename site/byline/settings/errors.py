"""Error reports to Sentry, without personal data."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from byline.observing.log_context import without_secrets
from byline.observing.log_formatters import without_people
from byline.settings.environment import env, read_address, require_package

SENTRY_DSN = env.str("SENTRY_DSN", "").strip()
SENTRY_ENVIRONMENT = env.str("SENTRY_ENVIRONMENT", "production")
SENTRY_RELEASE = env.str("SENTRY_RELEASE", "")


def without_personal_data(event: Any, hint: Any) -> Any:
    """Remove IP addresses, cookies, form data and query strings from an event."""
    request = event.get("request", {})
    parts = urlsplit(request.get("url", ""))
    path = without_secrets(parts.path) if parts.path else ""
    address = parts._replace(path=path, query="", fragment="").geturl()
    event["request"] = {"method": request.get("method"), "url": without_people(address)}
    for error in event.get("exception", {}).get("values", []):
        error["value"] = without_people(error.get("value") or "")
    if "logentry" in event:
        message = event["logentry"].get("formatted") or event["logentry"].get("message", "")
        event["logentry"] = {"message": without_people(message)}
    if event.get("transaction"):  # the route, or where there is none, the path
        event["transaction"] = without_people(without_secrets(event["transaction"]))
    for what in ("user", "breadcrumbs", "extra", "server_name"):
        event.pop(what, None)
    return event


def report_errors(address: str) -> None:
    """Initialize the SDK. Raises ImproperlyConfigured for an invalid DSN."""
    parts = read_address(address, {"http", "https"})
    if not parts or not parts.username or not parts.path.rpartition("/")[2].isdecimal():
        raise ImproperlyConfigured("SENTRY_DSN: an address like https://key@sentry.example.org/1.")
    require_package("SENTRY_DSN", "sentry_sdk", "sentry")
    import sentry_sdk  # noqa: PLC0415 - an optional package

    sentry_sdk.init(
        dsn=address,
        environment=SENTRY_ENVIRONMENT,
        release=SENTRY_RELEASE or None,
        send_default_pii=False,
        max_request_body_size="never",
        # Local variables may be comments or personal data.
        include_local_variables=False,
        max_breadcrumbs=0,
        before_send=without_personal_data,
    )


if SENTRY_DSN:
    report_errors(SENTRY_DSN)
