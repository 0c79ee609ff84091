"""Files for the user: blank and filled forms, findings in his own tables, the documentation of the data."""
