"""The addresses of the API; all others below it are 404."""

from django.urls import re_path

from api.decorators import api_view, decorated, not_found
from api.service import api

patterns, _app, _namespace = api.urls

app_name = "api"
urlpatterns = [*decorated(patterns), re_path("", api_view(not_found))]
