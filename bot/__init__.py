"""Raqam: published figures on Morocco's digital-services exports, in French and English."""
