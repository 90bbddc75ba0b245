"""E-mail."""

import os
from typing import Any
from urllib.parse import unquote

from django.core.exceptions import ImproperlyConfigured

from byline.settings.environment import env, read_address

# By scheme: the default port, and the encryption.
MAIL_SCHEMES: dict[str, tuple[int, dict[str, bool]]] = {
    "smtp": (25, {"use_tls": False, "use_ssl": False}),
    "smtp+tls": (587, {"use_tls": True, "use_ssl": False}),
    "smtps": (465, {"use_tls": False, "use_ssl": True}),
}


def mail_server(url: str) -> dict[str, Any]:
    """Return the options of Django's backend. Raises ImproperlyConfigured."""
    parts = read_address(url, set(MAIL_SCHEMES))
    if not parts or parts.path.strip("/") or parts.query:
        raise ImproperlyConfigured(
            "EMAIL_URL: smtp://host:25, smtp+tls://user:password@host:587 (STARTTLS) or "
            "smtps://user:password@host:465."
        )
    if bool(parts.username) != bool(parts.password):
        raise ImproperlyConfigured("EMAIL_URL: a user and a password, or neither.")
    port, privacy = MAIL_SCHEMES[parts.scheme]
    return {
        "host": parts.hostname,
        "port": parts.port or port,
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        **privacy,
        "timeout": 30,  # seconds
    }


# The default is tried too: a machine may have a mail server of its own.
MAIL_SERVER_IS_SET = "EMAIL_URL" in os.environ
MAIL_SERVER = mail_server(env.str("EMAIL_URL", "smtp://localhost:25"))
PROBE_TIMEOUT_SECONDS = 5

MAILERS = {
    # No request waits for a mail server.
    "default": {"BACKEND": "byline.worker.mail.QueueingBackend"},
    "direct": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": MAIL_SERVER,
    },
    # Sends nothing: see there.
    "probe": {
        "BACKEND": "byline.worker.mail_server.ProbeBackend",
        "OPTIONS": {**MAIL_SERVER, "timeout": PROBE_TIMEOUT_SECONDS},
    },
}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "newsroom@localhost")
