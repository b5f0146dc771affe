"""Reads scanned Vietnamese administrative papers and attaches each to its dossier."""
