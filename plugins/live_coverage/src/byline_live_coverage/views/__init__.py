"""The pages of live coverage."""
