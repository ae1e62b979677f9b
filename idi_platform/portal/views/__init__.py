"""Pages of the shell: home, health, the demonstration's time and gallery."""
