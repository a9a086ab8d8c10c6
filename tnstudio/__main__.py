"""``python -m tnstudio`` is the command ``tnstudio``."""

from tnstudio.cli import main

if __name__ == "__main__":
    main()
