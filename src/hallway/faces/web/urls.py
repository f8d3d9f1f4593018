"""The pages of staff; so far only the design language on show."""

from django.urls import path
from django.views.generic import RedirectView

from hallway.faces.web.design import show_design

urlpatterns = [
    path("design/", show_design),
    path("design", RedirectView.as_view(url="/design/")),
]
