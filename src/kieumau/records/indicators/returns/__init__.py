"""How each return stands: due, complete, late, closed; what waits for whom, and the mail of a day."""
