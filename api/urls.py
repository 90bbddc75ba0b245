"""The addresses of the API, and the answer to all others below it."""

from django.urls import re_path

from api.gate import gate, gated, not_found
from api.service import api

patterns, _app, _namespace = api.urls

app_name = "api"
urlpatterns = [*gate(patterns), re_path("", gated(not_found))]
