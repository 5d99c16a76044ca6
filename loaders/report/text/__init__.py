"""The first layer: a report's file (a PDF or a text) becomes lines, each with its page."""
