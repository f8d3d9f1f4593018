"""Where people are found: below `/people`."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from hallway.faces.web.people import chart, directory, editing, profile
from hallway.faces.web.people.photo import photo
from hallway.faces.web.people.suggest import suggest


class PersonConverter(IntConverter):
    """The number of a person: what a database can hold."""

    regex = "[0-9]{1,15}"


register_converter(PersonConverter, "person")

urlpatterns = [
    path("people", directory.show),
    path("people/suggest", suggest),
    path("people/org", chart.show),
    path("people/me", profile.show_mine),
    path("people/<person:person>", profile.show),
    path("people/<person:person>/edit", editing.edit),
    path("people/<person:person>/photo", photo),
]
