"""The first run: ground.py before Django can start, actions.py once it has."""
