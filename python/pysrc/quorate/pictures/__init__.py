"""Pictures of clusters, as SVG and HTML: what was computed elsewhere is only drawn here.

No library serves better: html.escape and one function for tags are all that these files need."""
