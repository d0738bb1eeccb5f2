"""The frame of every page: base and navigation, the day, language, refusals, limits of uploads, files to take away."""
