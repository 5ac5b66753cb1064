"""The command line: one question, JSON lines, a conversation, the check of the knowledge."""
