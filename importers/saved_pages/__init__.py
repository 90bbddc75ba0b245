"""Read saved article pages: text in, stories out. Uses no database."""
