"""One call: events come in, commands go out; facts are what may be remembered of it."""
