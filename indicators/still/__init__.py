"""Charts as still pictures, drawn without a browser from the very JSON that the browser gets.

What plotly.js does with a description is done here for the part of it that this project uses: geometry, ticks,
marks and labels come out at the same pixels. It draws nothing that the description does not hold.
"""
