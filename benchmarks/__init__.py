"""`make bench`: what a request costs, next to the least it could cost and to what is usual, in one run."""
