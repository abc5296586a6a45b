"""The rules of care and money: pure functions of plain data, no framework, no clock."""
