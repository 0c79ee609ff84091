"""What the program is measured against; never used by it."""
