"""The plugins of the site: `make_site` registers them, and their hooks are called for it alone."""
