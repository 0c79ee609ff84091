"""Shared issues: by which classification, who has which, the steps on them."""
