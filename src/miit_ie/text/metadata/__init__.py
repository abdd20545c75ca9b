"""What a bulletin says about itself: title, issuer, number, dates, addressees, attachments."""

from miit_ie.text.metadata.reader import attachment_lines, read_metadata, reference_date

__all__ = ["attachment_lines", "read_metadata", "reference_date"]
