"""The Django project and the ground that all apps stand on."""
