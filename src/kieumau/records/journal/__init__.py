"""What was done, by whom, when, in which role, about what: one line an act, each line sealed to the one before."""
