"""`python -m openpeel` is the command `openpeel`."""

from openpeel.cli.start import start

if __name__ == "__main__":
    start()
