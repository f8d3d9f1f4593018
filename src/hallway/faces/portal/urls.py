"""The pages of customers."""

from django.urls import path

from hallway.faces.portal import brand, documents, home, reading, writing

urlpatterns = [
    path("portal", home.show),
    path("portal/organisation", home.choose),
    path("portal/profile", home.profile),
    path("portal/theme", home.theme),
    path("portal/requests", reading.show_all),
    path("portal/requests/new", writing.open_new),
    path("portal/requests/<str:ref>", writing.show_one),
    path("portal/requests/<str:ref>/files/<str:attachment>", reading.send_file),
    path("portal/documents", documents.enter),
    path("portal/documents/<str:prefix>", documents.show),
    path("portal/documents/<str:prefix>/<path:below>", documents.show),
    path("portal/brand/<str:version>/logo", brand.logo),
    path("portal/brand/<str:version>/portal.css", brand.style),
]
