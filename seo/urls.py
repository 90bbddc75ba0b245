"""The addresses that search engines and crawlers ask for."""

from django.urls import path, re_path

from seo import views

app_name = "seo"
urlpatterns = [
    path("sitemap.xml", views.sitemap_index, name="sitemap"),
    re_path(
        r"^sitemaps/(?P<kind>stories|pages|authors|topics)-(?P<number>0|[1-9][0-9]{0,4})\.xml$",
        views.sitemap_part,
        name="part",
    ),
    path("news-sitemap.xml", views.news_sitemap, name="news_sitemap"),
]
