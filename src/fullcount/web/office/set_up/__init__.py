"""The guided set-up of a case: its petition and law, then its roll."""
