"""Vietnamese text: normal form, folding, dates, names and identifiers."""
