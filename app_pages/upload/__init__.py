"""The Upload page: spreadsheets are checked, corrected and published as a draft."""
