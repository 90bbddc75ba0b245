"""The whole newsroom in one file: its database and its uploads."""
