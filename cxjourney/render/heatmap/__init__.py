"""A figure of every row and column of a map as a tinted table: where it differs between channels or segments."""
