"""The form of a list's items: its sections, their order, and what is asked when."""
