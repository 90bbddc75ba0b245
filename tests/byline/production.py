"""The settings of production, with stylesheets and scripts served from where they are edited.

Collecting and compressing those takes long: the steps of the Dockerfile are tried with it.
"""

from byline.settings.base import *
from byline.settings.base import STORAGES

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
