"""The screen Sicherung: backups, the horizon of a deletion, the last drill."""
