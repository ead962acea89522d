"""Which lead to call first, and why.

`model.load` and `model.score` serve one lead from JSON with the standard library alone; `training.train` makes the JSON
and is the only part that imports numpy and scipy.
"""
