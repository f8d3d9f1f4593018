"""Giving a column another type: a dry run, the change itself, and its way back."""
