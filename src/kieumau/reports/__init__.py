"""Writes paper and workbooks: gather -> arrange -> render, one file a report."""
