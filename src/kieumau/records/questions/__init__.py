"""Questions that checks ask about figures, and what units answer: both kept, neither changes a figure or a verdict."""
