"""Plain text, Markdown and comma-separated values to `Document`."""
