"""How far the formation of councils is."""
