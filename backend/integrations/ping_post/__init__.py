"""Vendors that offer a lead first and tell whose it is once it is taken; how each speaks is data."""
