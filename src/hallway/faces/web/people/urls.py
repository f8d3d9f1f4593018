"""Where people are found: below `/people`."""

from django.urls import path

from hallway.faces.web.people.suggest import suggest

urlpatterns = [
    path("people/suggest", suggest),
]
