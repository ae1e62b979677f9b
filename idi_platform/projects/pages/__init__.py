"""The project file as pages show it."""
