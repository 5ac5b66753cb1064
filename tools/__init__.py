"""Tools for those who keep Raqam."""
