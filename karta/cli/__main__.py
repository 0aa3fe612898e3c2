"""`python -m karta.cli`."""

import sys

from karta.cli import main

if __name__ == "__main__":
    sys.exit(main())
