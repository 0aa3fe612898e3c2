"""An independent, slow and plain reading of the method, to compare the engine with.

It walks UTC minutes one after another, asks the wall clock for each, and counts in exact fractions. It uses
the standard library alone and shares no function with the product: an error in one is not an error in both.
What may never enter here is an import of `karta`.
"""
