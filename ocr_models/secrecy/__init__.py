"""Trains the network that sees marks of secrecy."""
