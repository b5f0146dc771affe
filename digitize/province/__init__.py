"""The generator of synthetic papers and registers with known truth."""
