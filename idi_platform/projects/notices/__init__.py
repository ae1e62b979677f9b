"""The notices of insurance of homes: made by the insurer, printed and handed over with the keys, home by home."""
