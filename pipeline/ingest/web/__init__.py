"""Web pages and MHTML archives to `Document`."""
