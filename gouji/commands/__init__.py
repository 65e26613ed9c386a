"""The commands of `gouji`: one module each, a thin shell over a function of the package."""
