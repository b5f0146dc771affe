"""The commands of `digitize`, one module per kind of user."""
