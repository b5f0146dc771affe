"""The archive copy: searchable PDF/A over the untouched image."""
