"""One module per recognition engine."""
