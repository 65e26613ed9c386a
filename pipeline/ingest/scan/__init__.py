"""Pictures to pages: upright, without skew, their words by OCR and their rulings from pixels."""
