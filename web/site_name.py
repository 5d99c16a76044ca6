"""What the site calls its database."""

# In every address, whatever the file is called.
NAME = "openpeel"
