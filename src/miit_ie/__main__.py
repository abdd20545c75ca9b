"""``python -m miit_ie``: the command line."""

from miit_ie.cli import main

if __name__ == "__main__":
    main()
