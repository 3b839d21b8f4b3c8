"""python -m fullcount: the command line, where the command itself is not on the path."""

from fullcount.cli import main

if __name__ == "__main__":  # the server's processes import this module, too
    main()
