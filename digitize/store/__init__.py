"""The only code that touches disk, SQL, S3 or Redis."""
