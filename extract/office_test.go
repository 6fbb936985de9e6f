package extract

import (
	"context"
	"strings"
	"testing"

	"yaodian/extract/lexicon"
	"yaodian/parser"
)

// tagged writes the offices of every item of a text as "id name:role …".
func tagged(t *testing.T, text string) string {
	t.Helper()
	d, err := parser.Read(context.Background(), "t.txt", []byte(text), parser.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, it := range FromDocument(d).Items {
		var s []string
		for _, o := range it.Offices {
			if got := strings.ReplaceAll(d.Slice(o.Span), "\n", ""); got != o.Name {
				t.Errorf("span of %s holds %q", o.Name, got)
			}
			if o.Rule == "" {
				t.Errorf("%s carries no rule", o.Name)
			}
			s = append(s, o.Name+":"+string(o.Role)[:4])
		}
		if len(s) > 0 {
			out = append(out, it.ID+" "+strings.Join(s, " "))
		}
	}
	return strings.Join(out, "; ")
}

// unit wraps a tag as the end of the first of two numbered units.
func unitWith(tag string) string {
	return "1.加强校园安全管理。定期开展隐患排查，完善应急预案。" + tag + "\n2.加强队伍建设。组织教师参加培训，提升专业水平。"
}

func TestOfficeTags(t *testing.T) {
	for _, c := range []struct{ name, tag, want string }{
		{"square brackets", "【责任股室:安全股、教务股】", "安全股:resp 教务股:resp"},
		{"round brackets", "（责任单位：市教育局、市公安局）", "市教育局:resp 市公安局:resp"},
		{"several roles", "（牵头单位：市教育局；配合单位：市公安局、各区政府）", "市教育局:lead 市公安局:supp 各区政府:supp"},
		{"spaced label", "（责 任 单 位：市教育局）", "市教育局:resp"},
		{"own line", "\n责任科室：办公室、各有关股室", "办公室:resp 各有关股室:resp"},
		{"two lines", "\n牵头单位：市教育局\n配合单位：市财政局", "市教育局:lead 市财政局:supp"},
		{"end of paragraph", "责任部门：办公室。", "办公室:resp"},
		{"verbs", "（市教育局牵头，市公安局、市财政局按职责分工负责）", "市教育局:lead 市公安局:resp 市财政局:resp"},
		{"verb and etc", "（教育部、公安部等负责）", "教育部:resp 公安部:resp"},
		{"etc with collective", "（市教育局等有关部门按职责分工负责）", "市教育局:resp 有关部门:resp"},
		{"with", "（市教育局会同有关部门负责）", "市教育局:resp 有关部门:resp"},
		{"pending list", "（市教育局、市人社局，各区政府按职责分工负责）", "市教育局:resp 市人社局:resp 各区政府:resp"},
		{"supervising", "（责任单位：教务股；督办单位：督查室）", "教务股:resp 督查室:supe"},
		{"names only", "（各有关单位）", "各有关单位:resp"},
		{"first leads", "（责任单位：市教育局、市公安局。列第一位的为牵头单位）", "市教育局:lead 市公安局:resp"},
		{"first leads in the label", "（责任单位（排在首位的为牵头单位）：市教育局、市公安局）", "市教育局:lead 市公安局:resp"},
		{"deadline beside", "（责任单位：市教育局；完成时限：2025年6月底前）", "市教育局:resp"},
		{"deadline in front", "（6月底完成，牵头考核单位：市教育局）", "市教育局:lead"},
		{"deadline in the list", "（责任单位：市教育局、市公安局，2025年12月底前完成）", "市教育局:resp 市公安局:resp"},
		{"villages and farms", "（县直有关部门、各乡镇场负责）", "县直有关部门:resp 各乡镇场:resp"},
		{"villages and farms apart", "（县教育局牵头，各乡镇、场负责）", "县教育局:lead 各乡镇、场:resp"},
		{"a bare word goes on", "（责任单位：市直有关部门、单位，市教育局）", "市直有关部门、单位:resp 市教育局:resp"},
		{"a remark in a labelled tag", "（责任单位：市教育局。以下任务均需各县政府落实，不再一一列出）", "市教育局:resp"},
		{"a remark in a tag of verbs", "[市水务局牵头，市财政局配合。以下均需各县（市）政府落实，县政府无相关职能的，由市教育局负责，不再列出]", "市水务局:lead 市财政局:supp"},
		{"persons", "（责任领导：王一；责任单位：教务股）", "教务股:resp"},
		{"and inside a name", "（责任单位：市人力资源和社会保障局、人事与师资股和市文化和旅游局）", "市人力资源和社会保障局:resp 人事与师资股:resp 市文化和旅游局:resp"},
		{"brackets inside a name", "（责任单位：市教育局、各县（市、区）人民政府）", "市教育局:resp 各县（市、区）人民政府:resp"},
		{"regions are one name", "（责任单位：市教育局，各州、市人民政府）", "市教育局:resp 各州、市人民政府:resp"},
		{"note behind the name", "（责任单位：市教育局（牵头）、市公安局）", "市教育局:lead 市公安局:resp"},
		{"broken line", "（牵头部\n门：市教育局、市公\n安局）", "市教育局:lead 市公安局:lead"},
		{"verb in a label's list", "（责任单位：市教育局牵头，市公安局配合）", "市教育局:lead 市公安局:supp"},
		{"and so on", "（责任单位：市教育局、市公安局等）", "市教育局:resp 市公安局:resp"},
		{"departments and units", "（市教育局牵头，市有关部门和单位及各地区按职责分工负责）", "市教育局:lead 市有关部门和单位:resp 各地区:resp"},
		{"running text", "由市教育局牵头，市公安局配合，完善联动机制。", "市教育局:lead 市公安局:supp"},
		{"running text, severally", "由县教育局、县财政局分别牵头组织实施，各乡镇具体落实。", "县教育局:lead 县财政局:lead 各乡镇:resp"},
		{"running text, in charge", "此项工作由县教育局负责，县财政局配合。", "县教育局:resp 县财政局:supp"},
		{"labels parted by blanks", "（责任股室：办公室　配合股室：各股室）", "办公室:resp 各股室:supp"},
		{"person behind a blank", "（责任股室：办公室　责任人：王一）", "办公室:resp"},
		{"deadline behind a blank", "责任单位：县教育局　完成时限：6月底", "县教育局:resp"},
		{"standing by", "（包保领导：王一；包保单位：县发改局、县统计局）", "县发改局:resp 县统计局:resp"},
		{"leading person", "（牵头县领导：王一；牵头单位：县教育局）", "县教育局:lead"},
		{"bare roles", "（牵头：县教育局；参与：县财政局；督办：县政府办）", "县教育局:lead 县财政局:supp 县政府办:supe"},
		{"first leads without a verb", "（县教育局、县财政局，列第一位的为牵头单位，下同）", "县教育局:lead 县财政局:resp"},
		{"office and person", "（责任单位及责任人：县教育局　王一）", "县教育局:resp"},
		{"office and person in brackets", "（责任单位及责任人：县教育局（王一）、县卫健局（县疾控局））", "县教育局:resp 县卫健局（县疾控局）:resp"},
		{"a bullet before the label", "\n◆责任单位：县教育局、县财政局", "县教育局:resp 县财政局:resp"},
		{"dashes before the label", "\n——牵头单位：县教育局", "县教育局:lead"},
		{"corner brackets", "「责任单位：县教育局」", "县教育局:resp"},
		{"angle brackets", "〈责任单位：县教育局〉", "县教育局:resp"},
		{"stations", "（责任站所：农业综合服务中心、财政所）", "农业综合服务中心:resp 财政所:resp"},
		{"overall charge", "（县教育局统筹，各乡镇落实）", "县教育局:resp 各乡镇:resp"},
		{"main charge", "（县教育局主责，县财政局配合）", "县教育局:resp 县财政局:supp"},
		{"is, for a colon", "（牵头单位为县教育局，配合单位为县财政局）", "县教育局:lead 县财政局:supp"},
		{"is, in running text", "牵头单位为县教育局，责任单位为县财政局、县人社局。", "县教育局:lead 县财政局:resp 县人社局:resp"},
		{"of the tags below", "（县教育局负责。以下均需各乡镇落实，不再列出）", "县教育局:resp"},
		{"verbs in one list", "（规划科牵头、各科室配合）", "规划科:lead 各科室:supp"},
		{"with, behind a label", "（牵头单位：市商务局，会同市发改委、市文旅局）", "市商务局:lead 市发改委:supp 市文旅局:supp"},
		{"square brackets inside a name", "（各县〔市、区〕政府，市教育局）", "各县〔市、区〕政府:resp 市教育局:resp"},
		{"a number inside a name", "（责任科室：执法大队、12345热线办）", "执法大队:resp 12345热线办:resp"},
		{"a person among offices", "牵头部门：区园林局，张三", "区园林局:lead"},
		{"persons among offices", "（责任单位：市林业局、赵六、欧阳明、王建国）", "市林业局:resp"},
		{"a person before the verb", "（市财政局，孙小明负责）", "市财政局:resp"},
		{"a person behind a blank", "牵头单位：教育局 张三", "教育局:lead"},
		{"a person in brackets", "牵头单位：教育局（张三）、公安局（交警大队）", "教育局:lead 公安局（交警大队）:lead"},
		{"places that begin as names do", "（责任单位：石桥、马集镇、曹县、王庄）", "石桥:resp 马集镇:resp 曹县:resp 王庄:resp"},
		{"firms in brief", "（责任单位：国网、中铁建）", "国网:resp 中铁建:resp"},
		{"places that share an ending", "（临溪、石桥、云岭经济开发区管委会负责）", "临溪、石桥、云岭经济开发区管委会:resp"},
		{"places among offices", "（市教育局、临溪、石桥开发区管委会，各县区配合）", "市教育局:supp 临溪、石桥开发区管委会:supp 各县区:supp"},
		{"square brackets behind a name", "（市府办〔市大数据局〕牵头，市司法局配合）", "市府办〔市大数据局〕:lead 市司法局:supp"},
		{"villages that help", "由农业服务中心牵头，上溪村、石桥村配合。", "农业服务中心:lead 上溪村:supp 石桥村:supp"},
		{"a sentence of its own", "由市教育局、市财政局负责。", "市教育局:resp 市财政局:resp"},
		{"a sentence of its own on who carries out", "由市教育局组织推进和落实。", "市教育局:resp"},
		{"of the bureau's own", "（局机关责任科室：教务科；镇级责任单位：云溪镇）", "教务科:resp 云溪镇:resp"},
	} {
		want := "1 " + c.want
		if got := tagged(t, unitWith(c.tag)); got != want {
			t.Errorf("%s: got %s, want %s", c.name, got, want)
		}
	}
}

// What looks like a tag and is none.
func TestNoOfficeTags(t *testing.T) {
	for _, tag := range []string{
		"（校长负责）", "（谁主管谁负责）", "由专人负责。", "由企业牵头组建联盟。", "（试行）", "（2025—2027年）",
		"落实校长负责制。", "由农业农村局牵头的协调机制运转顺畅。", "办公室主任兼任负责人。", "（新建5所）",
		"（责任人：王一）", "（分管领导：王一，联系电话：12345）", "压实责任。", "（含教育部、财政部文件）明确要求的事项照办。",
		"（见附件）", "按照职责分工抓好落实。", "（全部完成）", "（重点实验室）",
		"（全县实施）", "（分步实施）", "（统筹推进）", "责任主体为落实到位的单位。", "牵头单位是指负责组织的机构。", "主管部门为各项工作提供保障。",
		"由学校负责组织，家长配合做好接送。", "由企业负责建设，政府配合推进。", "日常工作由市教育局负责。", "（张三负责）", "（责任领导：张三；联系人：李四）", "（联系县领导：王一）", "（<30分钟）", "——坚持统筹推进。",
	} {
		if got := tagged(t, unitWith(tag)); got != "" {
			t.Errorf("%s: got %s, want none", tag, got)
		}
	}
}

func TestOfficeSections(t *testing.T) {
	section := "一、夯实基础\n1.完善制度。修订管理办法。\n2.强化培训。举办专题培训班。\n（责任单位：人事股）\n二、提升质量\n1.推进教研。开展主题教研。\n2.改进评价。完善评价体系。\n（责任单位：教研室）"
	if got, want := tagged(t, section), "1 人事股:resp; 2 教研室:resp"; got != want {
		t.Errorf("a tag that closes its section: got %s, want %s", got, want)
	}
	each := "一、夯实基础\n1.完善制度。修订管理办法。\n（责任单位：办公室）\n2.强化培训。举办专题培训班。\n（责任单位：人事股）"
	if got, want := tagged(t, each), "1/1 办公室:resp; 1/2 人事股:resp"; got != want {
		t.Errorf("tags of units: got %s, want %s", got, want)
	}
	below := "1.完善制度。修订管理办法。（市教育局、市财政局负责。列第一位者为牵头单位，下同）\n2.强化培训。举办培训班。（市人社局、市教育局负责）"
	if got, want := tagged(t, below), "1 市教育局:lead 市财政局:resp; 2 市人社局:lead 市教育局:resp"; got != want {
		t.Errorf("下同: got %s, want %s", got, want)
	}
	const units = "\n一、完善制度。修订管理办法。（责任单位：市教育局、市财政局）\n二、强化培训。举办培训班。（责任单位：市人社局）"
	announced := "现将任务分解印发给你们，列第一位的责任单位为牵头单位。" + units
	if got, want := tagged(t, announced), "1 市教育局:lead 市财政局:resp; 2 市人社局:resp"; got != want {
		t.Errorf("announced: got %s, want %s", got, want)
	}
	person := "主要负责人是第一责任人，由办公室牵头督办。" + units
	if got, want := tagged(t, person), "1 市教育局:resp 市财政局:resp; 2 市人社局:resp"; got != want {
		t.Errorf("of persons: got %s, want %s", got, want)
	}
}

// Examples of the tables do what the tables say.
func TestOfficeTables(t *testing.T) {
	for _, e := range lexicon.OfficeVerbs().Entries {
		if e.Class != "verb" {
			continue
		}
		if got := tagged(t, unitWith(e.Example)); !strings.Contains(got, ":"+e.Attr[:4]) {
			t.Errorf("%s: %s gives %q, want role %s", e.Term, e.Example, got, e.Attr)
		}
	}
	for _, e := range lexicon.OfficeLabels().Entries {
		text := []rune(strings.ReplaceAll(e.Example, "：", ":"))
		l, after := labelAt(text, 0, len(text), false)
		want := map[string]labelKind{"other": labelOther, "person": labelPerson}[e.Class]
		if want == labelNone && e.Class != "mod" {
			want = labelOffice
		}
		if after == 0 || want != labelNone && l.kind != want || (e.Class == "stem" || e.Class == "alone") && e.Attr != "lead" && string(l.role) != e.Attr {
			t.Errorf("%s: %s is read as kind %d role %s", e.Term, e.Example, l.kind, l.role)
		}
	}
	f := &officeFinder{}
	for _, e := range lexicon.OfficeSuffixes().Entries {
		f.t = parser.FoldAll([]rune(e.Example))
		all := Span{End: len(f.t)}
		is := f.isOffice(all) || f.isCollective(all)
		if (e.Class == "not") == is && e.Example != "市属企业" {
			t.Errorf("%s (%s): %s counts as office: %v", e.Term, e.Class, e.Example, is)
		}
	}
}

func FuzzOffices(f *testing.F) {
	for _, s := range []string{unitWith("（责任单位：市教育局）"), "1.（【（责任单位：、、）】", "1.由牵头，配合。", "1.责任单位：\n\n2.由由由牵头"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := parser.Read(context.Background(), "t.txt", []byte(s), parser.Options{})
		if err != nil {
			return
		}
		for _, it := range FromDocument(d).Items {
			for _, o := range it.Offices {
				if o.Name == "" || o.Span.Start < it.Span.Start || o.Span.End > it.Span.End {
					t.Errorf("office %q at %v outside its item %v", o.Name, o.Span, it.Span)
				}
			}
		}
	})
}
