"""A plain Wagtail site; the environment says where its data and database are."""

import os
import sys
from pathlib import Path

_PLACE = Path(os.environ["WAGTAIL_PLACE"])
_POSTGRES = os.environ.get("WAGTAIL_POSTGRES", "")

SECRET_KEY = "of a bench"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "bench.web.wagtail_site.urls"
INSTALLED_APPS = [
    "bench.web.wagtail_site.apps.SiteConfig",
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
]
# Made by `makemigrations` in the place of the run, and thrown away with it.
MIGRATION_MODULES = {"bench_site": "bench_migrations"}
sys.path.insert(0, str(_PLACE))
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
if _POSTGRES:
    _USER, _PASSWORD, _HOST, _PORT, _NAME = _POSTGRES.split()
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _NAME,
            "USER": _USER,
            "PASSWORD": _PASSWORD,
            "HOST": _HOST,
            "PORT": _PORT,
            "CONN_MAX_AGE": None,
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": _PLACE / "wagtail.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
STATIC_URL = "/static/"
WAGTAIL_SITE_NAME = "Bench"
WAGTAILADMIN_BASE_URL = "http://127.0.0.1"
WAGTAIL_FRONTEND_LOGIN_URL = "/login/"
WAGTAILDOCS_EXTENSIONS = ["pdf"]
