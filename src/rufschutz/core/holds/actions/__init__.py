"""Holds: set, confirmed, renewed, ended; restrictions set and lifted. All writing of holds is here."""
