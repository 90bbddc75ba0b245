"""The WSGI application, behind the page cache and bulkheads.

With production settings, unless DJANGO_SETTINGS_MODULE is set.
"""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from byline.bulkheads.responses import Application, without_server_header
from byline.bulkheads.wsgi_middleware import Bulkheads
from byline.pagecache.wsgi_middleware import PageCache
from byline.pictures import PictureFiles
from byline.plugins.tables import leave_out_unmigrated
from byline.startup import load_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "byline.settings.base")
load_settings()

django = get_wsgi_application()
leave_out_unmigrated()
bulkheads = Bulkheads()
if settings.PAGE_CACHE:
    application: Application = PageCache(django, bulkheads.run)
else:
    application = bulkheads.around(django)
if settings.MEDIA_STORAGE == "files":
    application = PictureFiles(application)
application = without_server_header(application)
