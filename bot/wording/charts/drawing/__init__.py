"""Drawing: a chart in, a PNG out. The only package that loads matplotlib; it is imported where a chart is drawn."""
