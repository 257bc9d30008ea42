"""Whether the web process is alive."""
