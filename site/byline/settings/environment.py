"""Reading and validating environment variables, for all settings."""

import os
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured
from environs import Env, ValidationError, validate

env = Env()
# The variables that are set by a former name, with their names; a system check warns of them.
RENAMED_VARIABLES: dict[str, str] = {}

PROJECT_ROOT = Path(__file__).resolve().parents[3]
# Everything a running newsroom writes: database, uploads, collected static files.
DATA_DIR = Path(env.str("BYLINE_DATA_DIR", "") or PROJECT_ROOT / "var")
try:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(
        f"BYLINE_DATA_DIR: a folder that can be made and written, not {DATA_DIR}: {error.strerror}."
    ) from error

LOG_LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
is_level = validate.OneOf(LOG_LEVELS, error=f"one of {', '.join(LOG_LEVELS)}.")


def name_in_use(name: str, former: str) -> str:
    """Return the former name of a variable if it is set by that alone, else its name."""
    if former not in os.environ:
        return name
    RENAMED_VARIABLES[former] = name
    return name if name in os.environ else former


def is_time_zone(name: str) -> None:
    """Raise ValidationError for an unknown time zone."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # not found, no name, a folder of them
        raise ValidationError("a time zone like Europe/Berlin.") from error


def origins(name: str) -> list[str]:
    """Return the origins in a variable. Raises ImproperlyConfigured."""
    texts: list[str] = env.list(name, [])
    found = [text.strip() for text in texts]
    if not all(is_origin(text) for text in found):
        raise ImproperlyConfigured(f"{name}: like https://www.example.org, separated by commas.")
    return found


def is_origin(text: str) -> bool:
    """Return whether a text is an origin: scheme, host and port, without a final slash."""
    parts = read_address(text, {"http", "https"})
    return parts is not None and text.strip() == f"{parts.scheme}://{parts.netloc}"


def read_address(text: str, schemes: set[str]) -> SplitResult | None:
    """Return the parts of a URL with one of the schemes and a host; None if it is invalid."""
    try:
        parts = urlsplit(text.strip())
        is_one = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:  # of the port, or of brackets in the host
        return None
    return parts if is_one else None


def require_package(name: str, package: str, extra: str) -> None:
    """Raise ImproperlyConfigured if the package that a setting needs is missing."""
    if not is_installed(package):
        raise ImproperlyConfigured(
            f"{name} needs the package {package}, of the extra [{extra}] of pyproject.toml."
        )


def is_installed(package: str) -> bool:
    """Return whether a package can be imported."""
    try:
        return find_spec(package) is not None
    except ValueError:  # it is in sys.modules without a spec
        return False
