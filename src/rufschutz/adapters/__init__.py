"""The ways to the outside: speech, clocks. Each folder is one port's real counterpart."""
