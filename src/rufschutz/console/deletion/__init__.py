"""The deletion concept and how deletion fares."""
