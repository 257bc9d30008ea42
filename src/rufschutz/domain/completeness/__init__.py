"""Whether everything that ever was is where it has to be, or is gone as it has to be."""
