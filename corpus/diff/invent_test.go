package diff

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"yaodian/extract"
	"yaodian/parser/numeral"
)

// The tests compare invented plans of 云溪市, drawn from a seed.

// draft is a plan before it is printed: what mutations work on.
type draft struct {
	year     int
	sections []draftSection
}

type draftSection struct {
	title string
	items []*draftItem
}

type draftItem struct {
	topic     int    // index into topics
	key       string // survives mutations; parts and mergers carry several, "a+b"
	title     string
	sentences []string
	goals     []goal
	offices   []string
}

// goal is a target: 新增校园阅读角50个.
type goal struct {
	action, indicator, unit string
	value                   int
}

func (g goal) text() string { return fmt.Sprintf("%s%s%d%s", g.action, g.indicator, g.value, g.unit) }

var (
	verbs   = strings.Fields("推进 深化 完善 加强 健全 优化 落实 规范 提升 强化 组织 开展 建立 做好 拓展 培育 整治 修缮")
	manners = strings.Fields("扎实 稳步 全面 深入 持续 常态化 分类 逐步 重点 统筹")
	// One line a topic: what an item is about, in words that its sentences share.
	topics = []string{
		"学前教育 幼儿园 保教质量 收费标准 普惠园 学位供给", "河道 水质 排污口 清淤 水环境 河长制", "养老 社区食堂 护理员 适老化改造 日间照料 失能老人",
		"道路 交通信号 公交线路 停车泊位 路网 慢行系统", "招商 产业园 标准厂房 项目签约 龙头企业 产业链", "垃圾分类 收运车辆 中转站 投放点 资源回收 环卫工人",
		"防汛 应急预案 排水泵站 物资储备 值班值守 内涝点", "图书馆 阅读角 全民阅读 书香 公共文化 文化馆", "粮食 高标准农田 种子 农机 秋粮 撂荒地",
		"就业 零工市场 技能培训 高校毕业生 见习岗位 创业贷款", "医院 门诊 家庭医生 医保 药品 分级诊疗", "消防 隐患排查 消火栓 电动自行车 充电设施 演练",
		"信访 矛盾纠纷 网格员 调解 接访 化解", "旅游 古镇 民宿 游客 景区 非遗", "数据 政务服务 一网通办 窗口 系统 审批时限",
		"教师 师德 职称 名师工作室 轮岗 培训", "绿化 公园 行道树 古树名木 口袋公园 绿道", "食品安全 抽检 食堂 溯源 集贸市场 小作坊",
		"财政 预算 绩效 债务 国库 专项资金", "气象 预警 观测站 人工影响天气 灾害 农业气象", "统战 侨务 台胞 民族团结 宗教场所 联谊",
		"体育 足球 健身步道 赛事 社会体育指导员 场馆", "残疾人 康复 辅具 托养 无障碍 就业援助", "档案 修志 方志馆 年鉴 数字化 史料",
		"渔业 禁捕 水产养殖 渔船 增殖放流 渔政", "住房 公租房 老旧小区 电梯 物业 棚户区", "知识产权 专利 商标 维权 检验检测 标准化",
		"兵役 国防教育 退役军人 双拥 优抚 烈士陵园", "林业 防火 护林员 国储林 松材线虫 森林覆盖率", "水库 灌区 供水管网 节水 移民 大坝",
	}
	counters = strings.Fields("个 所 人 场 套 座 公里 名")
	bureaus  = strings.Fields("办公室 规划股 基建财务股 监督股 法规股 安全股 宣传股 人事股 信息与数据股 综合股")
	heads    = strings.Fields("聚焦党的建设 聚焦民生改善 聚焦产业升级 聚焦城乡融合 聚焦安全发展 聚焦文化繁荣")
)

func pickOne(r *rand.Rand, s []string) string { return s[r.IntN(len(s))] }

// invent draws a plan of n items.
func invent(r *rand.Rand, n int) *draft {
	d := &draft{year: 2025}
	order := r.Perm(len(topics))
	per := max(3, n/len(heads)+1)
	for k := range n {
		if k%per == 0 {
			d.sections = append(d.sections, draftSection{title: heads[(k/per)%len(heads)] + ",推动工作提质增效"})
		}
		s := &d.sections[len(d.sections)-1]
		// Beyond the list a topic comes back for another place.
		it := inventItem(r, fmt.Sprint("k", k), order[k%len(topics)], k/len(topics))
		s.items = append(s.items, it)
	}
	return d
}

func inventItem(r *rand.Rand, key string, topic, round int) *draftItem {
	words := strings.Fields(topics[topic])
	if round > 0 {
		for i := range words {
			words[i] = place10(round) + words[i]
		}
	}
	it := &draftItem{key: key, topic: topic, title: pickOne(r, verbs) + words[0] + "和" + words[1] + "工作"}
	for range 4 + r.IntN(5) {
		it.sentences = append(it.sentences, inventSentence(r, words))
	}
	for range r.IntN(3) {
		g := goal{pickOne(r, strings.Fields("新增 建成 完成 培训 改造")), words[2+r.IntN(4)], pickOne(r, counters), 3 + r.IntN(200)}
		if !slices.ContainsFunc(it.goals, func(o goal) bool { return o.indicator == g.indicator }) {
			it.goals = append(it.goals, g)
		}
	}
	for range 1 + r.IntN(3) {
		if o := pickOne(r, bureaus); !slices.Contains(it.offices, o) {
			it.offices = append(it.offices, o)
		}
	}
	return it
}

// place10 names an invented town by number.
func place10(n int) string {
	return string([]rune("东西南北前后上下内外")[n%10]) + "溪镇" + numeral.Format(uint64(n)) + "村"
}

func inventSentence(r *rand.Rand, words []string) string {
	w := func() string { return words[r.IntN(len(words))] }
	return pickOne(r, manners) + pickOne(r, verbs) + w() + pickOne(r, []string{"管理机制", "专项行动", "实施方案", "服务体系", "工作台账", "联动平台"}) +
		"," + pickOne(r, verbs) + w() + pickOne(r, []string{"与", "及"}) + w() + pickOne(r, []string{"的衔接配套", "的全程监管", "的标准建设", "的示范带动", "的宣传引导"})
}

func (d *draft) clone() *draft {
	c := &draft{year: d.year}
	for _, s := range d.sections {
		n := draftSection{title: s.title}
		for _, it := range s.items {
			x := *it
			x.sentences, x.goals, x.offices = slices.Clone(it.sentences), slices.Clone(it.goals), slices.Clone(it.offices)
			n.items = append(n.items, &x)
		}
		c.sections = append(c.sections, n)
	}
	return c
}

// print lays the draft out as a plan, numbered through, and tells which id
// each item got by its key.
func (d *draft) print() (*extract.Plan, map[string]string) {
	p := &extract.Plan{Schema: extract.Schema, Year: extract.NullInt(d.year), Title: extract.NullString(fmt.Sprintf("云溪市%d年工作要点", d.year)),
		Recipients: []string{}, Attachments: []string{}, Items: []extract.Item{}}
	var text []rune
	ids := map[string]string{}
	add := func(s string) extract.Span {
		at := len(text)
		text = append(text, []rune(s)...)
		return extract.Span{Start: at, End: len(text)}
	}
	add(string(p.Title) + "\n")
	n := 0
	for s, sec := range d.sections {
		at := len(p.Items)
		start := len(text)
		label := numeral.Format(uint64(s+1)) + "、"
		add(label)
		ts := add(sec.title)
		add("\n")
		p.Items = append(p.Items, extract.Item{ID: fmt.Sprint(s + 1), Level: 1, Label: label, Ordinal: s + 1, Title: extract.NullString(sec.title), TitleSpan: &ts})
		for _, it := range sec.items {
			n++
			x := extract.Item{ID: fmt.Sprintf("%d/%d", s+1, n), Parent: extract.NullString(fmt.Sprint(s + 1)), Level: 2, Label: fmt.Sprint(n, "."), Ordinal: n,
				Title: extract.NullString(it.title), Offices: []extract.Office{}, Targets: []extract.Target{}, Mentions: []extract.Mention{}}
			ids[it.key] = x.ID
			from := add(x.Label).Start
			ts := add(it.title)
			x.TitleSpan = &ts
			add("。")
			body := len(text)
			for _, s := range it.sentences {
				add(s + "。")
			}
			for _, g := range it.goals {
				v := extract.Number{Decimal: decimal.NewFromInt(int64(g.value))}
				x.Targets = append(x.Targets, extract.Target{Text: g.text(), Span: add(g.text()), Kind: extract.Count, Comparator: extract.EQ,
					Action: extract.NullString(g.action), Indicator: extract.NullString(g.indicator), Unit: extract.NullString(g.unit), Value: &v})
				add("。")
			}
			add("【责任股室:")
			for k, o := range it.offices {
				if k > 0 {
					add("、")
				}
				x.Offices = append(x.Offices, extract.Office{Name: o, Role: extract.Responsible, Span: add(o)})
			}
			add("】")
			x.Span = extract.Span{Start: from, End: len(text)}
			x.BodySpan = &extract.Span{Start: body, End: len(text)}
			add("\n")
			p.Items = append(p.Items, x)
		}
		p.Items[at].Span = extract.Span{Start: start, End: len(text) - 1}
	}
	p.Text = string(text)
	p.ID = fmt.Sprintf("%x", len(text))
	return p, ids
}
