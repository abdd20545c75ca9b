"""What becomes of bulletins: tables, files, pages."""
