"""The lanes of the map, top to bottom, one file each: `draw(page, top)` returns marks and the height used."""
