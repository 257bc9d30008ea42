"""Pages for everybody: what a line does with what is said, the receipt, a request in writing."""
