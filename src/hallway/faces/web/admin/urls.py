"""The admin centre."""

from django.urls import path

from hallway.faces.web.admin import (
    audit,
    groups,
    health,
    jobs,
    limits,
    organisations,
    overview,
    settings,
    sites,
    tokens,
)
from hallway.faces.web.admin.frame import admin_page
from hallway.faces.web.admin.people.directory import people
from hallway.faces.web.admin.people.person import person
from hallway.faces.web.admin.terms.store import store
from hallway.faces.web.admin.terms.term import term
from hallway.faces.web.admin.terms.termset import termset

urlpatterns = [
    path("admin", admin_page(overview.overview)),
    path("admin/people", admin_page(people)),
    path("admin/people/<int:person>", admin_page(person)),
    path("admin/groups", admin_page(groups.groups)),
    path("admin/groups/<int:group>", admin_page(groups.group)),
    path("admin/organisations", admin_page(organisations.organisations)),
    path(
        "admin/organisations/<int:organisation>",
        admin_page(organisations.organisation),
    ),
    path("admin/sites", admin_page(sites.sites)),
    path("admin/sites/<int:site>", admin_page(sites.site)),
    path("admin/terms", admin_page(store)),
    path("admin/terms/<int:termset>", admin_page(termset)),
    path("admin/terms/<int:termset>/<int:term>", admin_page(term)),
    path("admin/tokens", admin_page(tokens.tokens)),
    path("admin/limits", admin_page(limits.limits)),
    path("admin/jobs", admin_page(jobs.jobs)),
    path("admin/audit", admin_page(audit.audit)),
    path("admin/health", admin_page(health.health)),
    path("admin/settings", admin_page(settings.settings)),
]
