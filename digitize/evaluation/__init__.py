"""Measures what the pipeline does against truth, and shows how a file was read."""
