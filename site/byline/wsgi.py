"""The WSGI application: production settings unless told otherwise."""

import os

from django.core.wsgi import get_wsgi_application

from byline.starting import load_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "byline.settings.base")
load_settings()

application = get_wsgi_application()
