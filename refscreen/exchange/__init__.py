"""Data in and out: tables, spreadsheets, foreign forms and figures. Each format has its module here."""
