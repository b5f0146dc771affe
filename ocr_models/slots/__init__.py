"""The reader of digit slots: numbers and days that are written by hand into a printed line."""
