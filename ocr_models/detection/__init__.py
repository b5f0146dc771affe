"""Makes the network that finds lines: learned from pages of the drawn province, on from the published weights."""
