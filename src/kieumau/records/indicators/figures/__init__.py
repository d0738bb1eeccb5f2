"""Figures as recorded: entered, corrected, withdrawn; every version kept."""
