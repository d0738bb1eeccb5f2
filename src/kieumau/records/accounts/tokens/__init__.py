"""Keys by which a person's own programs read what he may read."""
