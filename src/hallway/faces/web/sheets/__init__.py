"""The pages that bring the rows of a file into a list."""
