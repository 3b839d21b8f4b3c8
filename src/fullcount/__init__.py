"""fullcount: a petition from a box of paper to a certified result that anyone can re-check.

The package is a house of five floors; a room imports only rooms on floors below it
(see ARCHITECTURE.md). Importing the package itself imports nothing else, so that the verifier
runs where nothing but Python is installed.
"""

__version__ = "0.1.0"
