"""The Upload page, where spreadsheets are checked, corrected and published as a draft."""
