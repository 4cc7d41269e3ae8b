"""The check of receipts."""
