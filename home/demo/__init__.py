"""The demo newsroom: a fictional newspaper with its stories, people and pictures."""
