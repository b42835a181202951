"""Pictures for places that do not show SVG: PNG and PDF, made from our own SVG only."""
