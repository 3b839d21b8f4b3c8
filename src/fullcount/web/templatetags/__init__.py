"""Filters for the desk's templates."""
