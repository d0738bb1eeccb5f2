"""People within one's scope, and who can see a unit."""
