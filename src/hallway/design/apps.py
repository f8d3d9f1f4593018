"""The design language as a Django app: templates, tags, translations. No models."""

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """App label ``design``."""

    name = "hallway.design"
    label = "design"
