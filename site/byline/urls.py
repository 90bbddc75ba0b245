"""The URLs of the site."""

from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path, re_path, register_converter
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from byline import health
from byline.converters import IdConverter
from home import styleguide, views
from news import access, choosers, privacy
from news.documents import serve_document
from search.newsroom import chooser_view

handler500 = "byline.outages.handle_error"

# In all URLs of Byline: before these are imported.
register_converter(IdConverter, "id")

urlpatterns = [
    # Answered by HealthMiddleware; here so that no page gets these slugs.
    *(path(name, view) for name, view in health.VIEWS.items()),
    # Replace Wagtail's.
    path("admin/choose-page/<int:parent_page_id>/", choosers.browse),
    path("admin/choose-page/chosen-multiple/", choosers.chosen_multiple),
    path("admin/choose-page/search/", chooser_view.search_pages),
    path("admin/choose-external-link/", choosers.external_link),
    path(
        "admin/bulk/<str:app_label>/<str:model_name>/<str:action>/",
        choosers.bulk_action,
    ),
    path("admin/pages/<int:page_id>/privacy/", privacy.set_privacy),
    path("admin/pages/<int:page_id>/copy/", privacy.copy_page),
    path("admin/", include(wagtailadmin_urls)),
    # Replace Wagtail's, with their names; before the pattern of all pages.
    path("_util/login/", access.sign_in, name="wagtailcore_login"),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        access.page_password,
        name="wagtailcore_authenticate_with_password",
    ),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        access.document_password,
        name="wagtaildocs_authenticate_with_password",
    ),
    re_path(r"^documents/(\d+)/(.*)$", serve_document, name="wagtaildocs_serve"),
    path("documents/", include(wagtaildocs_urls)),
    path("fragments/", include("home.fragment_urls")),
    path("plugins/", include("byline.plugins.urls")),
    # With DEBUG, Django serves the uploads.
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    *([path("styleguide/", styleguide.show, name="styleguide")] if settings.STYLEGUIDE else []),
    path("", include("seo.urls")),
    path("", include("news.urls")),
    path("feeds/", include("news.feeds.urls")),
    path("", include("readership.urls")),
    path("comments/", include("comments.urls")),
    path("search/", include("search.urls")),
    path("api/v1/", include("api.urls")),
    re_path(wagtail_urls.serve_pattern, views.serve, name="wagtail_serve"),
    path("", include(wagtail_urls)),
]
