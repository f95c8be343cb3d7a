"""The Progress page: each area's figures through the year, against last year and the target."""
