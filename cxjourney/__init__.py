"""A customer journey map you can compute with."""
