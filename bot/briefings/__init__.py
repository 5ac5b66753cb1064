"""Briefings: what they say (the road's queries, put together), when they are due, and what is new since the last."""
