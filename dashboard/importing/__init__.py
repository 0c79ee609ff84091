"""The import page, by subject: who may, what was uploaded, what it would change, the forms, the history."""

#: MB of one file; a prefecture's boundaries of every edition stay below a tenth of it.
MAX_FILE_MB = 200
