"""Pictures of clusters, as SVG and HTML: what was computed elsewhere is only drawn here.

No library is needed: html.escape and one function for tags do all that a library for templates would, and a library
for terminals would change what a pipe gets. Only commands that draw import this, when they draw."""
