"""The server: who may ask, what every answer carries, the bundle of the map."""
