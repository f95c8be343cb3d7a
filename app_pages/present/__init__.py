"""The Present page: charts are selected and exported as files."""
