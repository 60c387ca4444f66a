"""Reducing a whole folder of grid files to series, file by file, on several workers."""
