"""What is asked of whom until when, what is due, and closed periods opened again."""
