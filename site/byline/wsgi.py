"""The WSGI application, behind the page cache: production settings unless told otherwise."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from byline.pagecache.layer import PageCache
from byline.starting import load_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "byline.settings.base")
load_settings()

django = get_wsgi_application()
application = PageCache(django) if settings.PAGE_CACHE else django
