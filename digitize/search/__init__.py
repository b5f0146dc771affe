"""From a document to tokens, and from a question to an answer."""
