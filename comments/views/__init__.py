"""The pages of comments: never cached, and the same with and without scripts."""
