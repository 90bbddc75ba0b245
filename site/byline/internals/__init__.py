"""The private and undocumented parts of packages that we use: what an upgrade may break.

After an upgrade to another minor release: run the tests, read the changes of what is listed here,
then change the version in `TRIED_WITH`.
"""

from importlib.metadata import PackageNotFoundError, version
from itertools import takewhile

from byline.internals.entry import Internal
from byline.internals.of_django import DJANGO
from byline.internals.of_others import OTHERS
from byline.internals.of_scripts import SCRIPTS
from byline.internals.of_templates import TEMPLATES
from byline.internals.of_wagtail import WAGTAIL
from byline.internals.of_wagtail_admin import WAGTAIL_ADMIN
from byline.internals.of_wagtail_api import WAGTAIL_API
from byline.internals.of_wagtail_contrib import WAGTAIL_CONTRIB

INTERNALS = (
    *DJANGO,
    *WAGTAIL,
    *WAGTAIL_ADMIN,
    *WAGTAIL_API,
    *WAGTAIL_CONTRIB,
    *TEMPLATES,
    *SCRIPTS,
    *OTHERS,
)
# By package: the version with which its entries were tried last.
TRIED_WITH = {
    "django": "6.1.3",
    "django-comments-xtd": "2.10.13",
    "django-tasks-db": "0.13.0",
    "environs": "15.2.0",
    "modelsearch": "1.3.2",
    "prometheus-client": "0.26.0",
    "psycopg": "3.3.9",
    "wagtail": "8.0.1",
    "willow": "1.12.0",
}


def newer_packages() -> dict[str, str]:
    """Return the installed version of each package whose minor release is newer than the tried."""
    installed = {package: installed_version(package) for package in TRIED_WITH}
    return {
        package: found
        for package, found in installed.items()
        if minor_release(found) > minor_release(TRIED_WITH[package])
    }


def installed_version(package: str) -> str:
    """Return the version of a package; 0 where it is not installed, as an optional one."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "0"


def minor_release(text: str) -> list[int]:
    """Return the first two numbers of a version, also of a pre-release such as 6.2a1."""
    return [int("".join(takewhile(str.isdigit, part)) or 0) for part in text.split(".")[:2]]


__all__ = ["INTERNALS", "TRIED_WITH", "Internal", "newer_packages"]
