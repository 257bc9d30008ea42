"""SIP: a user agent that takes and makes calls, without I/O but for `transport`."""
