"""The pages of staff; so far only the design language on show."""

from django.urls import path
from django.views.generic import RedirectView

from hallway.faces.web.design import show_design
from hallway.faces.web.news.show import show_all
from hallway.faces.web.staff import staff_page

urlpatterns = [
    path("news", staff_page(show_all)),
    path("design/", show_design),
    path("design", RedirectView.as_view(url="/design/")),
]
