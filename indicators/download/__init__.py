"""Getting bytes from providers: who is asked, how, within which bounds, and with whose token."""
