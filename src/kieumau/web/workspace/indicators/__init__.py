"""Figures: what is due, returns, one figure through time, units compared, files, collections, reopenings."""
