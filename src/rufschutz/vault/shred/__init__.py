"""The order in which things die."""
