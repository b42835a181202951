"""Where rows live: adapters that run the same SQL and hand back small results only."""
