"""The sealed file of a backup, and the keys under which backups and tombstones stand."""
