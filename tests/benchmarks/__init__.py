"""Speed beside bare yardsticks doing the same work with the same effects, both sides interleaved in one run."""
