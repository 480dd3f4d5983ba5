from django.urls import path

from . import help_views

app_name = "search"

urlpatterns = [
    path("people/help/", help_views.people_help, name="help"),
]
