"""Turn files, frames and relations of any kind into one checked event log."""
