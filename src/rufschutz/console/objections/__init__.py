"""Standing wishes about numbers: no advertising, never to record. Entered, listed, confirmed, ended."""
