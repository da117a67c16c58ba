"""`python -m lmapi_mock` is `lmapi-mock`."""

import sys

from lmapi_mock.cli import main

if __name__ == "__main__":
    sys.exit(main())
