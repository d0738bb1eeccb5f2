"""Units: their list, one of them, the map, rearrangements."""
