"""Settings: `base` holds the safe production values, `dev` and `test` relax them."""
