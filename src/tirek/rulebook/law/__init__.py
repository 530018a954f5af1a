"""One folder a benefit: benefit.yaml, parameters, rule.py and the cases that prove it. Folders do not import each other."""
