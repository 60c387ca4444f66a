"""The report desk: charts as files that go straight into a report, with their words, sources and terms inside.

A chart is taken from its page as every reader sees it (`figure`), laid out for a paper (`drawing`), drawn by one of two
renderers in processes of their own (`renderers`), told about itself (`inside`) and written with its captions, its
references and its values. Pages never import what draws.
"""
