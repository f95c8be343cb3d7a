"""A report's text in articles, paragraphs, sentences and tables."""
