"""The pages below /accounts/: ours, and those of the library that we offer."""

from allauth.account import views
from django.urls import URLPattern, URLResolver, include, path, re_path

from hallway.config.signin import address, invited, passkeys, sessions
from hallway.faces.web import tokens

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path(
        "2fa/webauthn/reauthenticate/",
        passkeys.reauthenticate,
        name="mfa_reauthenticate_webauthn",
    ),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", sessions.sessions, name="account_sessions"),
    path("tokens/", tokens.tokens, name="account_tokens"),
    path("invite/<str:token>/", invited.invited, name="account_invited"),
    path("email/", address.address, name="account_email"),
    path("email/confirm/<str:token>/", address.confirm, name="account_email_confirm"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path(
        "password/reset/done/",
        views.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
