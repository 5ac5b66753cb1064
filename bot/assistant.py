"""The one door: a text, a conversation and a date in; a reply and the next conversation out."""
