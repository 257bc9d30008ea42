"""``python -m rufschutz`` is the command line."""

from rufschutz.cli.main import main

main()
