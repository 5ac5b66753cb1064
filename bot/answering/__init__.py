"""Query to Answer: one small module for each operation."""
