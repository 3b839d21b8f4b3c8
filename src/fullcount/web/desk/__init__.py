"""The examiners' desk: who reads which line next, what is shown of it, deciding, undoing, entering."""
