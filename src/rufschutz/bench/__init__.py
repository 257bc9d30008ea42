"""What `rufschutz bench` measures: ratios on the user's own machine, in one run."""
