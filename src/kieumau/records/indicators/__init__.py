"""Figures as they were recorded: aggregates about units, each with its period and its source."""
