"""Text to Query: what was asked, with where each part of it comes from."""
