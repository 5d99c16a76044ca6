"""What openpeel writes for people besides pages: verification, committee papers, list templates.

Outputs read the built database and its views; loaders never do.
"""
