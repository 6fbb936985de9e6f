package lexicon

// Headings are headings that plans of every office share.
var Headings = table("headings.tsv")
