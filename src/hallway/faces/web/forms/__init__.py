"""The pages by which people answer forms."""
