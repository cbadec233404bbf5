"""Where things are in Madrid: neighbourhoods, spaces, streets, places and maps.

Coordinates at the edges are WGS84 degrees (`places.Point`); inside, distances are metres in EPSG:25830.
"""
