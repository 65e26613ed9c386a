"""Claims: figures that the running text states, and the lists of parts that make up a total."""
