"""The Telegram surfaces, one module each."""
