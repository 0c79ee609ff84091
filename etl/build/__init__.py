"""The stages of a build, its publishing, and opening what was published."""
