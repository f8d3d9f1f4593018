"""Hallway: document sites, an intranet and a customer portal on one core."""

__version__ = "0.1.0"
