"""Every address of the site."""

from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from byline import health
from home import styleguide

handler500 = "byline.outages.handle_error"

urlpatterns = [
    # Answered by a middleware before; named here so that no page takes their place.
    *(path(name, view) for name, view in health.ANSWERS.items()),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    # Django's own server has nobody beside it who serves the uploads.
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    *([path("styleguide/", styleguide.show, name="styleguide")] if settings.STYLEGUIDE else []),
    path("", include("news.urls")),
    path("", include("readership.urls")),
    path("comments/", include("comments.urls")),
    path("search/", include("search.urls")),
    path("", include(wagtail_urls)),
]
