"""British English: day before month, and the clock of 24 hours. The letters are Django's."""

# Django's names
DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
MONTH_DAY_FORMAT = "j F"
YEAR_MONTH_FORMAT = "F Y"
# Ours
WEEKDAY_FORMAT = "D"
WEEKDAY_NAME_FORMAT = "l"
MONTH_FORMAT = "M"
DAY_FORMAT = "D j M"
DAY_OF_YEAR_FORMAT = "D j M Y"
SHORT_DAY_FORMAT = "j M"
