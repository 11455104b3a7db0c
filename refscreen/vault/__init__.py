"""Encryption at rest: keys, the envelope of a case, and where the two meet."""
