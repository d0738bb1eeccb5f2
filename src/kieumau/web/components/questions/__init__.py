"""Questions about figures as rows."""
