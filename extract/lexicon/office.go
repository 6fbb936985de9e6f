package lexicon

// The tables of offices. See the head of each file for its classes.
var (
	OfficeLabels   = table("office_labels.tsv")   // 牵头+单位, 责任+股室
	OfficeVerbs    = table("office_verbs.tsv")    // …牵头, …按职责分工负责
	OfficeSuffixes = table("office_suffixes.tsv") // …局, 各…单位; 布局 is none
	OfficeWords    = table("officewords.tsv")     // what joins offices: 会同, 以及
	Regions        = table("regions.tsv")         // 省, 自治区, 街道; 人民政府
	Surnames       = table("surnames.tsv")        // 王, 欧阳
)
