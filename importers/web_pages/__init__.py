"""Read web pages as browsers save them: HTML in, stories out. Uses no database."""
