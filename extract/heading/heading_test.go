package heading

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"yaodian/parser"
)

// titles parses text and returns the headings found, "-" for none.
func titles(t *testing.T, text string) string {
	t.Helper()
	d, err := parser.Read(context.Background(), "t", []byte(text), parser.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, h := range Find(d) {
		s := "-"
		if h.Span.Len() > 0 {
			s = d.Slice(h.Span)
		}
		out = append(out, s)
	}
	return strings.Join(out, "|")
}

const bodyA = "完善工作机制，组织开展专题培训，定期通报进展情况，确保各项任务按期完成。"
const bodyB = "落实主体责任，建立问题台账，逐项明确整改措施，推动各项工作落到实处。"

func TestPrint(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"own line", "一、加强组织领导\n" + bodyA + "\n二、强化督导检查\n" + bodyB, "加强组织领导|强化督导检查"},
		{"full stop", "1.加强组织领导。" + bodyA + "\n2.强化督导检查。" + bodyB, "加强组织领导|强化督导检查"},
		{"colon", "1.组织领导：" + bodyA + "\n2.督导检查：" + bodyB, "组织领导|督导检查"},
		{"blank", "1.加强组织领导　" + bodyA + "\n2.强化督导检查　" + bodyB, "加强组织领导|强化督导检查"},
		{"blanks around figures", "一、抓好林业“两大”工程\n一是新增造林 3 万亩，" + bodyA + "\n二、建设 12 所学校\n" + bodyB, "抓好林业“两大”工程|建设 12 所学校"},
		{"a line that leads in", "一、加强组织领导\n1." + bodyA + "\n二、申请补助的企业应当同时符合下列条件：\n1." + bodyB, "加强组织领导|-|-|-"},
		{"closed line", "一、加强组织领导。\n" + bodyA + "\n二、强化督导检查。\n" + bodyB, "加强组织领导|强化督导检查"},
		{"quotes keep their stops", "1.深化“一网通办。”改革。" + bodyA + "\n2.强化督导检查。" + bodyB, "深化“一网通办。”改革|强化督导检查"},
	} {
		if got := titles(t, c.in); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestGluedAndBare(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"glued", "1.加强组织领导" + bodyA + "\n2.强化督导检查" + bodyB, "加强组织领导|强化督导检查"},
		{"label", "1.稳定和扩大就业年度目标：" + bodyA + "\n2.实施交通惠民工程年度目标：" + bodyB, "稳定和扩大就业|实施交通惠民工程"},
		{"offices first", "1.改造老旧供水管网由水务局牵头，财政局配合。全年改造12公里。\n2.城区停车设施建设由城管局负责。新增泊位800个。", "改造老旧供水管网|城区停车设施建设"},
		{"a date first", "1.加强组织领导6月底前" + bodyA + "\n2.强化督导检查年底前" + bodyB, "加强组织领导|强化督导检查"},
		{"bare", "1." + bodyA + "\n2." + bodyB, "-|-"},
	} {
		if got := titles(t, c.in); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestTasks(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"sentences with tags", "1.推进普通高中特色发展。（责任单位：市教育局）\n2.完成老旧管网改造12公里。（市住建局牵头）\n3.谋划建设科技馆新馆项目。（责任单位：市科技局）", "-|-|-"},
		{"tags on lines of their own", "（一）地区生产总值增长6%以上\n责任单位：市发改委\n（二）新增城镇就业8200人\n责任单位：市人社局", "-|-"},
		{"a glossary explains terms", "名词解释\n1.“五社联动”：社区与社会组织等协同开展服务。\n2.“零碳园区”：碳排放和吸收趋于平衡的园区。", "“五社联动”|“零碳园区”"},
		{"a phrase heads its tag", "（一）加强河湖管护\n责任单位：市水务局\n（二）推进节水改造\n责任单位：市水务局", "加强河湖管护|推进节水改造"},
		{"a call", "（一）加强宣传。【责任股室：宣传股】\n（二）强化督导检查。" + bodyB + "【责任股室：督导股】", "加强宣传|强化督导检查"},
	} {
		if got := titles(t, c.in); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestRows(t *testing.T) {
	html := "<html><body><p>云溪市2025年任务分解表</p><table><tr><td>序号</td><td>任务</td><td>内容</td><td>责任单位</td></tr>" +
		"<tr><td>1</td><td>加强组织领导</td><td>" + bodyA + "</td><td>办公室</td></tr>" +
		"<tr><td>2</td><td>" + bodyB + "</td><td>全年</td><td>人事股</td></tr>" +
		"<tr><td>3</td><td>强化督导检查</td><td>" + bodyA + "</td><td>督导室</td></tr></table></body></html>"
	if got, want := titles(t, html), "加强组织领导|-|强化督导检查"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestRowLabels finds the heading behind a label in the same cell.
func TestRowLabels(t *testing.T) {
	text := "项目名称\t工作任务\t牵头单位\n1.口袋公园建设\t新建口袋公园3处。\t建设局\n2.新建公厕5座\t全部建成。\t城管局\n"
	if got, want := titles(t, text), "口袋公园建设|-"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestModelRoundTrip(t *testing.T) {
	m, err := ReadModel(bytes.NewReader(modelFile))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), modelFile) {
		t.Error("the embedded model does not survive reading and writing")
	}
	if len(modelFile) > 600<<10 {
		t.Errorf("the model has %d bytes, want at most 600 KB", len(modelFile))
	}
}

func TestReadModelRefuses(t *testing.T) {
	for _, b := range [][]byte{nil, []byte("junk"), modelFile[:len(modelFile)/2]} {
		if _, err := ReadModel(bytes.NewReader(b)); err == nil {
			t.Errorf("%d bytes of no model were read", len(b))
		}
	}
}
