"""Forms that collect answers: each answer becomes an item of a list."""
