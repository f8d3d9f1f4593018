"""The composition root: reads the environment and names the parts that run."""

# Every way in with addresses of its own, in the order they are tried. WebDAV and the
# pages of libraries share theirs: `library.py` tells who is meant.
FACES: tuple[str, ...] = ("hallway.faces.web", "hallway.faces.portal")

# Every content type; each is a Django app of its own.
KINDS: tuple[str, ...] = (
    "hallway.kinds.documents",
    "hallway.kinds.events",
    "hallway.kinds.generic",
    "hallway.kinds.links",
    "hallway.kinds.news",
    "hallway.kinds.pages",
    "hallway.kinds.requests",
)

# Labels of others' apps that bring tables, and where their migrations are. Those that
# allauth ships for `account` would write everybody's address in small letters.
LIBRARIES: dict[str, str] = {
    "sessions": "django.contrib.sessions.migrations",
    "account": "hallway.config.signin.migrations",
    "mfa": "allauth.mfa.migrations",
    "usersessions": "allauth.usersessions.migrations",
}
