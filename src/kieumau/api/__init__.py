"""SHOWS MACHINES: what the records hold, as JSON under addresses that carry a version."""
