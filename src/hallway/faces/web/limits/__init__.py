"""The pages on which it is set which versions are kept."""
