"""Every component with its example. Open to everybody: it holds no content."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hallway.design import gallery


@require_safe
def show_design(request: HttpRequest) -> HttpResponse:
    """The page ``/design/``."""
    return render(request, "design/gallery.html", gallery.context())
