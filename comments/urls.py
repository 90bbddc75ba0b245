"""The addresses of comments."""

from django.urls import path

from comments import views

app_name = "comments"
urlpatterns = [
    path("<int:number>/", views.comment, name="comment"),
]
