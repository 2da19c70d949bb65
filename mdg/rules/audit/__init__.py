"""What happened: rules on the rows of a log, as :mod:`mdg.auditing` found them."""
