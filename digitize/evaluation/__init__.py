"""Measures what the pipeline does against truth."""
