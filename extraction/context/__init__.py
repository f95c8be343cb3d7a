"""Where, when and within which programme a quantity was counted."""
