"""Pure functions on text, standard library only."""
