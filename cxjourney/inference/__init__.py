"""Numbers in, estimates out: one variance rule, intervals, tests and corrections for many of them."""
