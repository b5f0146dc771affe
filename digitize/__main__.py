"""`python -m digitize`."""

from digitize.cli import main

main()
