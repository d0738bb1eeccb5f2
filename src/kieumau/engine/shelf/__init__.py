"""A rulebook's YAML files: where they lie, and what stands in them by line. Shared by criteria and procedure."""
