"""The demonstration: fictional projects, people and claims, made by the real acts in legal time."""
