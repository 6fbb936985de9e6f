package lexicon

// The tables of quantities. See the head of each file for its classes.
var (
	Units           = table("units.tsv")           // what stands after a number
	Comparators     = table("comparators.tsv")     // 不少于, 以上, 左右
	UnitTraps       = table("unittraps.tsv")       // words that begin like a unit
	VerbTraps       = table("verbtraps.tsv")       // nouns that begin like a verb
	WordTraps       = table("wordtraps.tsv")       // words with 和 or 新 in them
	ComparatorTraps = table("comparatortraps.tsv") // words that end like a comparator
	Periods         = table("periods.tsv")         // 每月, 每学期
	Actions         = table("actions.tsv")         // verbs that govern a quantity
	SetPhrases      = table("setphrases.tsv")      // digits that are no quantity
	Guards          = table("guards.tsv")          // what makes a quantity a mere mention
	NounTails       = table("nountails.tsv")       // where a noun phrase after a counter ends
	Heads           = table("heads.tsv")           // trimmed before a measured noun
	Tails           = table("tails.tsv")           // trimmed between that noun and its verb
	Structure       = table("structure.tsv")       // parts of a plan or a doctrine
	Deeds           = table("deeds.tsv")           // dated deeds
	Scopes          = table("scopes.tsv")          // headings of reviews, plans, explanations
	TimeWords       = table("timewords.tsv")       // 上半年, 中旬, 明年
	NounEnds        = table("nounends.tsv")        // what a noun ends in and then names
	VerbSuffixes    = table("verbsuffixes.tsv")    // what makes a noun of a verb
)
