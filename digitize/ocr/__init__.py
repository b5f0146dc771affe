"""From a prepared page image to read text."""
