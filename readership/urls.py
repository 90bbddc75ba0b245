"""The URLs of the beacons."""

from django.urls import re_path

from readership import views

app_name = "readership"
urlpatterns = [
    re_path(r"^read/(?P<number>[0-9]{1,10})/$", views.read, name="read"),
    re_path(r"^read/(?P<number>[0-9]{1,10})/shown/$", views.shown, name="shown"),
]
