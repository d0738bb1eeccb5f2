"""Wires: settings from the environment, addresses, the clock. The only place that knows all the others."""
