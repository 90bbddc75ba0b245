"""Template tags of plugins."""
