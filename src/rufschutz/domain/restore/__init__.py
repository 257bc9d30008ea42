"""What a restore has to know before anything is served: what died, ended or was forbidden since."""
