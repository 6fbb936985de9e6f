package lexicon

// The tables of the metadata.
var (
	Kinds   = table("kinds.tsv")   // what a title ends with: 工作要点, 实施方案
	Issuers = table("issuers.tsv") // what the name of an issuing office ends with

	TitleWords = table("titlewords.tsv") // 印发, 关于; what no title holds

	Addressees = table("addressees.tsv") // what a line of recipients ends with, and what it never holds
)
