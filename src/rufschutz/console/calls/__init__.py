"""The list of calls, a call's page, and its sound."""
