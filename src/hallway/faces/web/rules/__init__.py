"""The pages of a list's rules: what they are, their form, what they did."""
