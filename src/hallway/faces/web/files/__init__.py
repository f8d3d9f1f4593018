"""Libraries: folders, their files, and what is known of them."""
