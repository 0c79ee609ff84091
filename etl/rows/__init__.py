"""Raw rows to typed rows, with the account of every row read: loaded or rejected."""
