"""Other tools for Chinese text, each run in a virtual environment of its own."""
