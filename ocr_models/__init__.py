"""Models: artifacts, cards and their training."""
