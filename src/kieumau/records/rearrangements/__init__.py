"""Changes of the tree of units: proposed by one person, decided by another, with the act they carry out."""
