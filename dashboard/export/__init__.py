"""What leaves the app as a file: tables today, one module a format."""
