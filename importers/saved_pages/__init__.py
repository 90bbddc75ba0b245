"""Read saved article pages: text in, stories out. Knows no database."""
