"""The import page, by subject: who may, what was uploaded, what it would change, the forms, the history."""
