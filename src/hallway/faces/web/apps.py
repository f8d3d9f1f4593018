"""The pages of staff as a Django app: templates and translations. No models."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """App label ``web``."""

    name = "hallway.faces.web"
    label = "web"
