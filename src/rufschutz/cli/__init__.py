"""What a person types. Commands parse, call one thing, print; imports wait for the command."""
