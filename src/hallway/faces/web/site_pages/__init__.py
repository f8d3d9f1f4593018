"""A site's own pages: contents, settings, members, permissions, a list's settings."""
