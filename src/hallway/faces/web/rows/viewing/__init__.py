"""Views: the form of one, and what it says."""
