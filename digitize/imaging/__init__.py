"""What happens to the pixels: load, prepare, judge."""
