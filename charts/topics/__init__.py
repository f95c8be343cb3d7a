"""Charts that need more computation than reported figures or declared ratios."""
