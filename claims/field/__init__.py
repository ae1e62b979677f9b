"""What a surveyor takes along to a visit and brings back from it."""
