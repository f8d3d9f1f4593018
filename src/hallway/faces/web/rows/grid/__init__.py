"""The rows of a list as a table that is edited in place."""
