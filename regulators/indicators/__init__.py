"""What authorities count: definitions as data, one module of counting per family, one list behind every figure."""
