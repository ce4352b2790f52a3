"""Functions that somebody types: read by a parser of our own, differentiated exactly, and used as a landscape."""
