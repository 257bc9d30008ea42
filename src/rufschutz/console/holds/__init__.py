"""The screen of holds (Gesprächssafe): what is kept although its time is over, why, and until when."""
