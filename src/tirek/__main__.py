"""`python -m tirek`: the same command line as the installed `tirek`."""

from tirek.commands import main

if __name__ == "__main__":
    main()
