"""Mutation testing: breaks lines of the product, one at a time, and sees whether tests fail."""
