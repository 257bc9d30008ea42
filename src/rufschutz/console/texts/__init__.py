"""What callers hear: every text of a line in both languages, with its seconds, to be listened to."""
