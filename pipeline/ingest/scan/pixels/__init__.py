"""What the pixels of a page tell: its skew and perspective, its rulings, ink and seals."""
