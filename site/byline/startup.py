"""Load the settings, or stop with one line that names the variable and what is expected."""

import re

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from environs import EnvError

ENV_ERROR = re.compile(
    r'Environment variable "(?P<name>\w+)" (?:invalid: )?(?P<what>.*)', re.DOTALL
)


def load_settings() -> None:
    """Read the settings; where one is wrong or missing, exit with 1 and no traceback."""
    try:
        _ = settings.INSTALLED_APPS
    except (EnvError, ImproperlyConfigured) as error:
        raise SystemExit(f"{explain(error)} See docs/development/settings.md.") from error


def explain(error: Exception) -> str:
    """Return the error in one line, without the value, which may be a secret."""
    text = str(error)
    if found := ENV_ERROR.fullmatch(text):
        text = f"{found['name']}: {found['what'].strip('[]\'"')}"
    text = " ".join(text.split())
    return text if text.endswith(".") else f"{text}."
