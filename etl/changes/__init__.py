"""Districts over time: editions, former names, what became of the records of former districts."""
