"""The app of the plain Wagtail site."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Its tables are made without migrations: the database is thrown away."""

    name = "bench.web.wagtail_site"
    label = "bench_site"
