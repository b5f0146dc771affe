"""What paper is this, and what does it say."""
