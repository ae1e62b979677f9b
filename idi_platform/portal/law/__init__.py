"""The law as a person reads it: article by article, with what the platform does for each and where."""
