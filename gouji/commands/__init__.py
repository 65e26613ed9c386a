"""The commands of `gouji`: one module each, which parses options and calls the package."""
