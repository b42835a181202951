"""Funnels: bars of those who come so far, and words on those who do not."""
