"""People at the desk: signing in and out, accounts, the first administrator."""
