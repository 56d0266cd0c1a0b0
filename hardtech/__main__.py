"""`python -m hardtech`: the command line."""

from hardtech.cli import main

if __name__ == "__main__":
    main()
