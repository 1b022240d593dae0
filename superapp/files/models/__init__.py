"""Uploads, issued documents and the series that number them."""

from .issued_document import DocumentSeries, IssuedDocument
from .upload import Upload

__all__ = ["DocumentSeries", "IssuedDocument", "Upload"]
