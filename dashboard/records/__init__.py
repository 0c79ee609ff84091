"""Records (activities, facilities, sources) as questions and as tables."""
