"""The second layer: lines become headings, passages, tables and footnotes, with their numbers."""
