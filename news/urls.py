"""The addresses of authors and topics, and of stories on other sites."""

from django.urls import path

from news import oembed_provider, share_pictures, views

app_name = "news"
urlpatterns = [
    path("authors/", views.authors, name="authors"),
    path("authors/<slug:slug>/", views.author, name="author"),
    path("topics/", views.topics, name="topics"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("oembed/", oembed_provider.oembed, name="oembed"),
    path("embed/<id:number>/", oembed_provider.embed, name="embed"),
    path(
        "share-pictures/<slug:kind>/<id:number>/<slug:digest>.png",
        share_pictures.share_picture,
        name="share_picture",
    ),
]
