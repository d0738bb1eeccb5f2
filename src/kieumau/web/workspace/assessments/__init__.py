"""Judgements: today, the trial of a file."""
