"""Documents for paper: pure functions of plain data to PDF bytes, set with ReportLab."""
