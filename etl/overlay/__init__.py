"""Imports on top of the folders: which row replaces which, and what it takes over."""
