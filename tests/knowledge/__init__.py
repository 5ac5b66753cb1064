"""Tests of the figures and of what follows from them."""
