"""All HTML of the page, built from escaped text. Nothing outside this package makes HTML."""
