"""A book as a workbook: its template, reading it into a draft, trying it, loading it by the acts of `policies.opening`.

`columns` says what the sheets are; `cells`, `grids`, `reading` turn a file into lines with faults by sheet, row and
column; `assembling` makes books of lines; `standing` says what the platform has already; `running` takes the acts;
`actions` and `working` move a draft import from upload to report; `template` and `marked` write workbooks.
"""
