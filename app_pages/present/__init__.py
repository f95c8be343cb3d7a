"""The Present page, where charts are selected and exported as files."""
