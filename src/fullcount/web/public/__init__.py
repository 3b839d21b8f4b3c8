"""The public page: what everybody may see of a petition while it is examined, and its result."""
