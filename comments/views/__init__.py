"""The pages of comments: thin, never cached, and the same with and without scripts."""
