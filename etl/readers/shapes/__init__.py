"""Geographic files to layers: named drivers only, in longitude and latitude."""
