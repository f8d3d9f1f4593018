"""WebDAV claims every path that no face before it has claimed."""

from django.urls import re_path

from hallway.faces.dav.views import serve

urlpatterns = [re_path("", serve, name="dav")]
