"""One customer's journey as a time line: every visit, the waits between them, and what went wrong."""
