"""``python -m extractor`` is ``policy-extract``."""

from extractor.cli import main

if __name__ == "__main__":
    main()
