package words

// Segmenter hands the bare gse segmenter to benchmarks.
var Segmenter = segmenter
