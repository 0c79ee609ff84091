"""Parts of a page that every page may use: cards, controls, tables, notes, empty states."""
