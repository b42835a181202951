"""The most common paths and groups of similar journeys, one row each."""
