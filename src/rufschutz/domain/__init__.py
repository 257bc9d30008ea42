"""The rules, pure: values in, values out.

Nothing here reads a clock, draws a random number or touches the world. Whoever
calls a rule hands it the time and the ids it needs.
"""
