"""The line recogniser: its network, its data, its training."""
