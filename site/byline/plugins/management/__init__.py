"""Management commands of plugins."""
