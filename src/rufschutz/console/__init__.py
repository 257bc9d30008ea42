"""The console: what people see and do, one folder per screen, behind sign-in and second factor."""
