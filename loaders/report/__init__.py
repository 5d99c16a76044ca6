"""A report's own text: pages of lines, then headings, paragraphs, footnotes and tables."""
