"""`python -m openpeel` is the command `openpeel`."""

from openpeel.cli.main import main

if __name__ == "__main__":
    main(prog_name="openpeel")
