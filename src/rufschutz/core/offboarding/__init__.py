"""A controller leaves: it gets everything back, then nothing of it is left but the proof that this is so."""
