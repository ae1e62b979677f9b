"""The shared shell of the role portals."""
