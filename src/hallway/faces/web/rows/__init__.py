"""The pages of lists of rows: the table, an item and its form."""
