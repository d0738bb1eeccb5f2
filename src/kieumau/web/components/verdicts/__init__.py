"""Judgements as pages show them, filed or tried: lists, one unit, files."""
