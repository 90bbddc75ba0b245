"""The addresses that search engines and crawlers ask for."""

from django.urls import path, re_path

from seo import icons, indexnow, site_files, views

app_name = "seo"
urlpatterns = [
    path("sitemap.xml", views.sitemap_index, name="sitemap"),
    re_path(
        r"^sitemaps/(?P<kind>stories|pages|authors|topics)-(?P<part>0|[1-9][0-9]{0,4})\.xml$",
        views.sitemap_part,
        name="part",
    ),
    path("news-sitemap.xml", views.news_sitemap, name="news_sitemap"),
    path("robots.txt", site_files.robots, name="robots"),
    path("favicon.ico", site_files.favicon, name="favicon"),
    path(
        "apple-touch-icon.png", site_files.icon, {"size": str(icons.TOUCH_SIZE)}, name="touch_icon"
    ),
    re_path(r"^icon-(?P<size>192|512)\.png$", site_files.icon, name="icon"),
    path("site.webmanifest", site_files.manifest, name="manifest"),
    path(".well-known/security.txt", site_files.security, name="security"),
    re_path(r"^(?P<key>[a-zA-Z0-9-]{8,128})\.txt$", indexnow.key_file, name="indexnow_key"),
]
