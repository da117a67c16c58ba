"""`python -m lmapi_mock` is `lmapi-mock`."""

import sys

from lmapi_mock.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
