"""What stands beside and inside the pictures: their metadata, their values, captions, references, and whole reports.

Everything here is made of what a batch already knows (`indicators.export.made`) and of bytes; nothing draws a figure,
runs a page or asks the network, and nothing knows the hour: the same batch gives the same bytes.
"""
