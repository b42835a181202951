"""Paths of journeys: the most common ones, groups of similar ones, and funnels."""
