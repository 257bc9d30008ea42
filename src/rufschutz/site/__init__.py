"""Settings, urls and ASGI of the web process: where Django is put together."""
