"""Pure rules of contract and cover: dates, Decimals and enums, no Django."""
