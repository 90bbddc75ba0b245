"""What readers may see, at every public endpoint."""
