"""Lines to blocks: furniture, paragraphs, list items, hyphenation, and the canonical text with its map."""
