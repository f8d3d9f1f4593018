"""The pages of staff that have addresses of their own."""

from django.urls import path
from django.views.generic import RedirectView

from hallway.faces.web import notifications, search
from hallway.faces.web.admin.frame import admin_page
from hallway.faces.web.admin.urls import urlpatterns as admin
from hallway.faces.web.design import show_design
from hallway.faces.web.desk import answer, opening, queue
from hallway.faces.web.files.resumable import upload, uploads
from hallway.faces.web.forms.page import show_form
from hallway.faces.web.joining.factors import show_factors
from hallway.faces.web.joining.invitations import show_invitations
from hallway.faces.web.news.dismiss import dismiss
from hallway.faces.web.news.show import show_all
from hallway.faces.web.people.urls import urlpatterns as people
from hallway.faces.web.sharing import show_shared
from hallway.faces.web.staff import staff_page

urlpatterns = [
    *admin,
    path("_layouts/uploads", uploads),
    path("_layouts/uploads/<str:guid>", upload),
    path("admin/invitations", staff_page(show_invitations)),
    path("admin/second-factors", admin_page(show_factors)),
    *people,
    path("desk", queue.show_queue),
    path("desk/customers", queue.show_customers),
    path("desk/requests/new", opening.open_new),
    path("desk/requests/<str:ref>", answer.show_request),
    path("desk/requests/<str:ref>/files/<str:attachment>", answer.send_file),
    path("f/<str:token>", show_form),
    path("news", staff_page(show_all)),
    path("news/dismiss", staff_page(dismiss)),
    path("shared", show_shared),
    path("search", search.show),
    path("search/suggest", search.suggest),
    path("notifications", notifications.show),
    path("design/", show_design),
    path("design", RedirectView.as_view(url="/design/")),
]
