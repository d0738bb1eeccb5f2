"""Files of figures: received, read as a dry run, recorded when their sender confirms."""
