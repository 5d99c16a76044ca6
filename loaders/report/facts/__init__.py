"""The third layer: a report's structure becomes facts, as rows of an inspection package."""
