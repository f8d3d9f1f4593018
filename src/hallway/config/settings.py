"""Django's settings, built from the typed ones; importing creates nothing."""

import os
from pathlib import Path

import hallway
from hallway.config import KINDS, LIBRARIES, environment
from hallway.config.database import database
from hallway.config.mail import mail
from hallway.config.secrets import read_key

HALLWAY = environment.load(os.environ)
# Where each of them was set, for the page that shows them.
HALLWAY_SOURCES = environment.sources(os.environ)

# Empty before the first start: Django then refuses whatever needs to sign.
SECRET_KEY = read_key(HALLWAY.data)
DEBUG = False
ALLOWED_HOSTS = list(HALLWAY.allowed_hosts)
ROOT_URLCONF = "hallway.config.urls"
WSGI_APPLICATION = "hallway.config.wsgi.application"

INSTALLED_APPS = [
    "hallway.core",
    *KINDS,
    "hallway.design",
    "hallway.faces.web",
    "hallway.faces.portal",
    "hallway.config.signin.apps.AuthConfig",
    "hallway.config.signin.apps.ContentTypesConfig",
    "django.contrib.messages",
    "django.contrib.sessions",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.forms",
]
# Rights and people are the core's own: these two lend their classes, no tables.
MIGRATION_MODULES = {"auth": None, "contenttypes": None, **LIBRARIES}
AUTH_USER_MODEL = "core.Person"
MIDDLEWARE = [
    "hallway.config.edge.EdgeMiddleware",
    "hallway.config.pages.PagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hallway.config.signin.sessions.ActivityMiddleware",
    "hallway.config.signin.gate.GateMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "hallway.design.context.page",
                "hallway.faces.web.context.bars",
                "hallway.faces.portal.context.brand",
            ],
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

# Browsers keep a __Host- cookie only if it is Secure, and that only from https and
# from loopback; it cannot be set from a neighbouring host.
_PREFIX = "__Host-" if HALLWAY.is_secure else ""
SESSION_ENGINE = "hallway.config.signin.store"
SESSION_COOKIE_NAME = f"{_PREFIX}hallway"
SESSION_COOKIE_SECURE = HALLWAY.is_secure
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# Unused so long, a session ends; `signin.gate` renews it, and ends it after 30 days.
SESSION_COOKIE_AGE = 14 * 86400
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_COOKIE_NAME = f"{_PREFIX}hallway-csrf"
CSRF_COOKIE_SECURE = HALLWAY.is_secure
# Scripts find the token in the page.
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "hallway.faces._common.lost.csrf_failure"
CSRF_COOKIE_SAMESITE = "Lax"

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["hallway.config.signin.backend.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
PASSWORD_RESET_TIMEOUT = 3600
ACCOUNT_ADAPTER = "hallway.config.signin.adapter.Adapter"
ACCOUNT_FORMS = {
    name: f"hallway.config.signin.forms.{form}"
    for name, form in (
        ("login", "LoginForm"),
        ("reset_password", "ResetPasswordForm"),
        ("user_token", "UserTokenForm"),
    )
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Addresses are the core's; the library would write them small.
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
# Who adds a person vouches for his address.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_RATE_LIMITS = {"change_email": "5/h/user", "invited": "20/m/ip"}
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
# The library's own writes addresses into a table of its own when asked for a key.
_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = _GENERATOR
MFA_ADAPTER = "hallway.config.signin.factors.Adapter"
# Passkeys by a script of ours: the library's stands in the page, against our policy.
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    name: f"hallway.config.signin.passkeys.{form}"
    for name, form in (
        ("add_webauthn", "AddForm"),
        ("edit_webauthn", "EditForm"),
        ("authenticate_webauthn", "AuthenticateForm"),
        ("login_webauthn", "LoginForm"),
        ("reauthenticate_webauthn", "ReauthenticateForm"),
    )
}
MFA_TOTP_ISSUER = "Hallway"
# A clock may be half a minute wrong.
MFA_TOTP_TOLERANCE = 1
globals().update(mail(HALLWAY))

DATABASES = {"default": database(HALLWAY)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
# Of the packages that are no apps of Django's.
LOCALE_PATHS = [
    str(Path(hallway.__file__).parent / package / "locale")
    for package in ("config", "faces/_common", "kinds")
]
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
    "loggers": {
        "django.request": {"level": "ERROR"},
        # It names every credential that is made or used.
        "fido2": {"level": "WARNING"},
    },
}
