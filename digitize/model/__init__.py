"""Frozen types, their codec and the rule of the audit chain."""
