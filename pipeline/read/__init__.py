"""What stands at a cell: the spelling of numbers, and how sure a reading is."""
