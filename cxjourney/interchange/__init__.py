"""Maps in the formats of others: JSON, YAML, GraphML, rows and frames."""
