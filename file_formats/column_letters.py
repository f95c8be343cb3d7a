"""Columns of a worksheet as letters (A, B, …, Z, AA) and as numbers counted from 0."""


def column_letters(index: int) -> str:
    """Return the letters of a worksheet column from its number: 0 → A, 25 → Z, 26 → AA."""
    preceding, last = divmod(index, 26)
    return (column_letters(preceding - 1) if preceding else "") + chr(ord("A") + last)


def column_index(letters: str) -> int:
    """Return the number of a worksheet column from its letters: A → 0, AA → 26; -1 for ""."""
    count = 0
    for letter in letters:
        count = count * 26 + ord(letter) - ord("A") + 1
    return count - 1
