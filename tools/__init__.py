"""Scripts for those who maintain openpeel; they are not part of what is installed."""
