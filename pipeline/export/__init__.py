"""The datasets in the formats that other programs open: one file a family of formats."""
