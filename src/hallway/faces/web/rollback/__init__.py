"""The pages on which a library or a folder is rolled back to a moment."""
