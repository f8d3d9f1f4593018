"""Which face answers which path."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from hallway.config import FACES, health, library, static

handler500 = "hallway.faces._common.lost.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("favicon.ico", static.favicon),
    path("robots.txt", static.robots),
    path("static/<str:version>/<path:name>", static.serve),
    path("accounts/", include("hallway.config.signin.urls")),
    *(path("", include(f"{face}.urls")) for face in FACES),
    # Whatever nobody has claimed is content, on its own address.
    re_path("", library.serve),
]
