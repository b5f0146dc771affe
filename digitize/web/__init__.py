"""The Vietnamese web page."""
