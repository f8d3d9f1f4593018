"""Django's settings, built from the typed ones; importing creates nothing."""

import os

from hallway.config import KINDS, environment
from hallway.config.database import database
from hallway.config.secrets import read_key

HALLWAY = environment.load(os.environ)

# Empty before the first start: Django then refuses whatever needs to sign.
SECRET_KEY = read_key(HALLWAY.data)
DEBUG = False
ALLOWED_HOSTS = list(HALLWAY.allowed_hosts)
ROOT_URLCONF = "hallway.config.urls"
WSGI_APPLICATION = "hallway.config.wsgi.application"

# Neither django.contrib.auth nor contenttypes: rights and people are the core's own,
# and AbstractBaseUser needs no installed app.
INSTALLED_APPS = ["hallway.core", *KINDS, "hallway.design", "django.forms"]
AUTH_USER_MODEL = "core.Person"
MIDDLEWARE = [
    "hallway.config.edge.EdgeMiddleware",
    "hallway.config.pages.PagesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["hallway.design.context.page"],
            "builtins": [
                "django.templatetags.i18n",
                "hallway.design.templatetags.design",
            ],
        },
    }
]
# With django.forms installed: forms know the tags above.
FORM_RENDERER = "hallway.design.forms.FormRenderer"
STATIC_URL = "/static/"

DATABASES = {"default": database(HALLWAY)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
APPEND_SLASH = False
# Bodies are read from the server's stream by the faces, with limits of their own.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024**2

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"event": {"()": "hallway.config.logs.EventFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "event"}},
    "root": {"handlers": ["stderr"], "level": HALLWAY.log_level},
    # Django names every 4xx a warning; the access log tells those already.
    "loggers": {"django.request": {"level": "ERROR"}},
}
