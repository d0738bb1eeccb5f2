"""Kiểu Mẫu: runs a public recognition programme from its criteria set to the certificate."""

__version__ = "0.1.0"
