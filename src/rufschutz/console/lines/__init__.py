"""The lines and the addresses they answer."""
