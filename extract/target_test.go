package extract

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"yaodian/parser"
)

// readItem extracts the targets and mentions of one item with that text, in a
// plan for 2025.
func readItem(t *testing.T, text string) Item {
	t.Helper()
	d, err := parser.Read(context.Background(), "t.txt", []byte("一、"+text), parser.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Outline) != 1 {
		t.Fatalf("%s: %d units, want 1", text, len(d.Outline))
	}
	p := &Plan{Year: 2025, Kind: "工作要点", Items: []Item{{ID: "1"}}}
	numbers(d, p, nil)
	for _, x := range p.Items[0].Targets {
		if got := d.Slice(x.Span); got != x.Text {
			t.Errorf("%s: span holds %q, text is %q", text, got, x.Text)
		}
	}
	return p.Items[0]
}

// show writes a target as the tests below do.
func show(x Target) string {
	f := []string{string(x.Kind)}
	add := func(name, v string) {
		if v != "" {
			f = append(f, name+v)
		}
	}
	num := func(n *Number) string {
		if n == nil {
			return ""
		}
		return n.String()
	}
	add("", num(x.Value)+string(x.Unit))
	add("to", num(x.ValueMax))
	if x.Comparator != EQ {
		add("", string(x.Comparator))
	}
	add("", string(x.Change))
	add("", string(x.Direction))
	add("from", num(x.Baseline))
	add("per_", string(x.Period))
	add("by", string(x.By))
	add("", string(x.Action))
	return strings.Join(f, " ") + " " + string(x.Indicator)
}

func TestTargets(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		// Counts, before and behind what they count.
		{"推进“书香云溪”行动，新增校园图书角40个，评选“阅读之星”120名。", "count 40个 新增 校园图书角; count 120名 评选 “阅读之星”"},
		{"培育省级龙头企业8家，打造特色小镇3个、精品民宿12家。", "count 8家 培育 省级龙头企业; count 3个 打造 特色小镇; count 12家 打造 精品民宿"},
		{"新建幼儿园 30 所，占比达到 52 %，培训 2.5 万人次以上， 6 月底前建成书房 3 家。", "count 30所 新建 幼儿园; ratio 52% to 达到 占比; count 25000人次 ge 培训 培训; count 3家 by2025-06-30 建成 书房"},
		// Commitments without a verb before the number, or with one of another shape.
		{"粮食总产15.8亿斤以上、油料总产2.6亿斤以上。", "other 1580000000斤 ge 粮食总产; other 260000000斤 ge 油料总产"},
		{"杂粮播种面积达到6万亩以上，其中新品种占60%以上。", "area 60000亩 ge to 达到 杂粮播种面积; ratio 60% ge 占 新品种"},
		{"保持蔬菜播种面积26万亩左右。", "area 260000亩 approx to 保持 蔬菜播种面积"},
		{"村级收入保持在户均1200元以上。", "money 1200元 ge to 保持在 村级收入"},
		{"资源化利用率高于全省平均水平3个百分点以上，工业增加值增速快于全国2个百分点。", "ratio 3个百分点 ge 高于 资源化利用率; ratio 2个百分点 快于 工业增加值增速"},
		{"平均住院日不超过7天，投诉等候时间不超过20分钟。", "duration 7天 le 平均住院日; duration 20分钟 le 投诉等候时间"},
		{"住宿时间不超过3天的不予受理。", ""},
		{"到2027年，每千人拥有社会体育指导员2.6名。", "count 2.6名 by2027-12-31 拥有 社会体育指导员"},
		{"每千人拥有社会体育指导员2.6名。", ""},
		{"筹集善款300万元，其中60万元用于助学。", "money 3000000元 筹集 善款; money 600000元 用于 助学"},
		{"新增24小时自助书屋3家，硬化村内巷道3.6万平方米，覆盖60%的村组。", "count 3家 新增 24小时自助书屋; area 36000平方米 硬化 村内巷道; ratio 60% 覆盖 村组"},
		{"危旧房改造新开工600套、基本建成400套。", "count 600套 新开工 危旧房改造; count 400套 建成 危旧房改造"},
		{"全市危房改造任务为120户，其中节能示范户30户。", "count 120户 为 全市危房改造任务; count 30户 为 节能示范户"},
		{"2025年完成20个，2026年完成30个。", "count 20个 完成 ; count 30个 by2026-12-31 完成 "},
		{"新增学位2万个，其中城区不少于6000个。", "count 20000个 新增 学位; count 6000个 ge 学位"},
		{"3家县级医院年底前达到二级医院水平。", "count 3家 by2025-12-31 达到 县级医院"},
		{"开展检查2次，监测4次，开展应急培训3次，农村实用技术培训600人。", "count 2次 开展 检查; count 4次 监测 监测; count 3次 开展 应急培训; count 600人 培训 农村实用技术培训"},
		{"每月至少集体学习1次。", "frequency 1次 ge per_month 集体学习"},
		{"实行一户一档、一村一策，每周一次通报。", "frequency 1次 per_week 通报"},
		{"卫生厕所普及率达85%左右，不低于30%的村组污水得到治理。", "ratio 85% approx to 达 卫生厕所普及率; ratio 30% ge 治理 村组污水"},
		{"到2027年，实现以下目标。2027年是全面建成小康社会的关键之年。", ""},
		{"10月20日前全部培训结束。", "milestone by2025-10-20 结束 全部培训"},
		// As bureaus plan.
		{"多方筹集善款，年内筹集60万元，其中10万元用于助学。", "money 600000元 筹集 善款; money 100000元 用于 助学"},
		{"6月底前将城区300余名60周岁以上的困难老人纳入低保范围。", "count 300名 gt by2025-06-30 纳入 困难老人"},
		{"烟叶种植面积达到12万亩、产量3万担以上，全县新增市级联合体1家。", "area 120000亩 to 达到 烟叶种植面积; count 30000担 ge 产量; count 1家 新增 市级联合体"},
		{"救援平均到场时间不超过15分钟，优良天数不少于300天，每天综合锻炼时间不低于2小时，每月1日至5日采样。", "duration 15分钟 le 救援平均到场时间; duration 300天 ge 优良天数; duration 2小时 ge per_day 综合锻炼时间"},
		{"消费者满意度居全省前5位，细颗粒物年均浓度降至30微克/立方米以下。", "rank 5位 to 居 消费者满意度; other 30微克/立方米 le to down 降至 细颗粒物年均浓度"},
		{"完成交通投资85亿元，一季度完成15亿元，国道改建工程完成投资6亿元。", "money 8500000000元 完成 交通投资; money 1500000000元 by2025-03-31 完成 交通投资; money 600000000元 完成 投资"},
		{"云溪港新增3000吨级泊位2个，公交站点500米覆盖率保持100%。", "count 2个 新增 3000吨级泊位; ratio 100% to 保持 公交站点500米覆盖率"},
		{"增加学位500个，其中幼儿园200个，中小学300个。", "count 500个 by up 增加 学位; count 200个 by up 增加 幼儿园; count 300个 by up 增加 中小学"},
		{"新建2家“云溪书苑”，3部作品力争入选展演。", "count 2家 新建 “云溪书苑”; count 3部 入选 作品"},
		{"投资1.8亿元，新建、改扩建学校9所；年度计划投资22亿元；其中续建项目12个。", "money 180000000元 投资 学校; count 9所 新建、改扩建 学校; money 2200000000元 投资 ; count 12个 续建 项目"},
		{"接待游客260万人次、旅游收入24亿元，分别增长12%和15%。", "count 2600000人次 接待 游客; money 2400000000元 接待 旅游收入; ratio 12% by up 增长 游客; ratio 15% by up 增长 旅游收入"},
		{"到2027年底，氮氧化物、挥发性有机物减排量分别为1200吨和860吨。", "other 1200吨 to by2027-12-31 为 氮氧化物; other 860吨 to by2027-12-31 为 挥发性有机物减排量"},
		{"赴外地推介6次以上，文化馆每周免费开放不少于56小时，古镇项目10月1日前开街。", "count 6次 ge 推介 推介; duration 56小时 ge per_week 开放 文化馆; milestone by2025-10-01 开街 古镇项目"},
		{"突破50项关键技术，打造百家领军企业。", "count 50项 突破 关键技术; count 100家 打造 领军企业"},
		{"开展百日攻坚，服务千家万户，培育百强企业，促进百家争鸣，实施百亿项目。", ""},
		{"代发地方债20亿元并列入预算，实施百项工程。", "money 2000000000元 代发 地方债"},
		{"到2026年：培育企业80家；形成6个特色集群；开拓90项典型应用。", "count 80家 by2026-12-31 培育 企业; count 6个 by2026-12-31 形成 特色集群; count 90项 by2026-12-31 开拓 典型应用"},
		{"形成6个特色集群。", ""},
		{"3月底前，全市医院全部纳入满意度调查平台。", "milestone by2025-03-31 全部纳入 满意度调查平台"},
		{"用户突破50万户大关，实现新跨越。", ""},
		{"解决东湾、西岭等8个社区办公用房问题，解决3个突出问题。", "count 8个 解决 社区办公用房问题"},
		{"力争新增2—3家本市企业进入全国500强。", "count 2家 to3 range 新增 本市企业"},
		{"在成规模的小区设置便民菜店，年内完成20个。", "count 20个 完成 便民菜店"},
		{"推进安居工程建设，在保证质量的前提下，基本建成500套，新开工700套以上。", "count 500套 建成 安居工程; count 700套 ge 新开工 安居工程"},
		{"强化监督检查，全年完成20个。", ""},
		{"四个方面协同发力。服务四个方面协同发力。", ""},
		{"到2030年，全市生产总值迈上400亿元新台阶，总产值迈上两个新台阶。", "money 40000000000元 to by2030-12-31 迈上 全市生产总值"},
		{"力争电子、有色、装备产业规模分别达1.2万亿、1.1万亿、8000亿元。", "money 1200000000000元 to 达 电子; money 1100000000000元 to 达 有色; money 800000000000元 to 达 装备产业规模"},
		{"实施“2030启航计划”，新增企业20家。", "count 20家 新增 企业"},
		{"确保养老保险和医疗保险参保率保持在90%和98%以上。", "ratio 90% ge to 保持在 养老保险; ratio 98% ge to 保持在 医疗保险参保率"},
		{"医保补助标准提高到每人每年800元。", "money 800元 to up per_year 提高到 医保补助标准"},
		{"粮食产量50万斤以上、力争实现更多增长。", "other 500000斤 ge 粮食产量"},
		{"3月底前，全市医院推行统一的疾病编码。", "milestone by2025-03-31 推行 统一的疾病编码"},
		{"建成15个标准化社区食堂、6座智能充电站。", "count 15个 建成 标准化社区食堂; count 6座 建成 智能充电站"},
		{"在12所中学试点开设生涯规划课。", "count 12所 开设 中学"},
		{"计划接收9名定向培养毕业生来我市任教。", "count 9名 接收 定向培养毕业生"},
		{"全市交流轮岗教师120人以上。", "count 120人 ge 交流轮岗 教师"},
		{"完成30个老旧小区的节能改造。", "count 30个 完成 老旧小区"},
		{"新建停车场不少于6处。", "count 6处 ge 新建 停车场"},
		{"打造一座城市书房、两条滨河步道。", "count 1座 打造 城市书房; count 2条 打造 滨河步道"},
		{"力争引进重点项目3至5个。", "count 3个 to5 range 引进 重点项目"},
		{"新登记经营主体2000余户。", "count 2000户 gt 新登记 经营主体"},
		{"引进人才600名，其中教师200名、医师150名。", "count 600名 引进 人才; count 200名 引进 教师; count 150名 引进 医师"},
		{"引进80名高层次人才（其中教师30名、医师20名）。", "count 80名 引进 高层次人才; count 30名 引进 教师; count 20名 引进 医师"},
		{"改造危房800户、棚户区改造600套。", "count 800户 改造 危房; count 600套 改造 棚户区"},
		{"新建和改造提升高标准农田6万亩。", "area 60000亩 新建和改造提升 高标准农田"},
		{"为3000名老年人提供上门服务。", "count 3000名 提供 老年人"},
		{"完成安置房交付900套。", "count 900套 完成 安置房交付"},
		{"续建2024年度项目2万亩，突破关键技术10项，创建示范街区五条。", "area 20000亩 续建 2024年度项目; count 10项 突破 关键技术; count 5条 创建 示范街区"},
		{"建设标准化养殖场15家。", "count 15家 建设 标准化养殖场"},
		{"完成12条、总长度36公里的农村公路改造。", "count 12条 完成 农村公路; length 36公里 完成 农村公路"},
		{"完成危房、棚户区改造800户。", "count 800户 完成 危房、棚户区改造"},
		{"打造面积200亩以上的示范园8个。", "count 8个 打造 面积200亩以上的示范园"},
		{"对人流较大的16个车站进行改造。", "count 16个 改造 车站"},
		{"生猪出栏30万头以上。", "count 300000头 ge 出栏 生猪"},
		// Levels and changes.
		{"确保社区养老服务覆盖率达到100%。", "ratio 100% to 达到 社区养老服务覆盖率"},
		{"义务教育巩固率由98%提高到99.5%。", "ratio 99.5% to up from98 提高到 义务教育巩固率"},
		{"城镇登记失业率控制在4%以内。", "ratio 4% le to 控制在 城镇登记失业率"},
		{"城镇调查失业率5.5%左右。", "ratio 5.5% approx 城镇调查失业率"},
		{"优良天数比例提高2个百分点。", "ratio 2个百分点 by up 提高 优良天数比例"},
		{"地区生产总值增长6%左右，达到320.5亿元。", "ratio 6% approx by up 增长 地区生产总值; money 32050000000元 to 达到 地区生产总值"},
		{"单位生产总值能耗下降百分之三。", "ratio 3% by down 下降 单位生产总值能耗"},
		{"农业、工业增加值分别增长4%、7%。", "ratio 4% by up 增长 农业; ratio 7% by up 增长 工业增加值"},
		{"规模以上工业企业突破300家。", "count 300家 gt to 突破 规模以上工业企业"},
		{"小学体育课时增加至每周五节。", "frequency 5节 to up per_week 增加至 小学体育课时"},
		{"审批时限压缩至3个工作日以内。", "duration 3个工作日 le to down 压缩至 审批时限"},
		{"综合排名进入全省前10名。", "rank 10名 to 进入 综合排名"},
		{"早稻、晚稻面积分别不低于12万亩、16万亩。", "area 120000亩 ge 早稻; area 160000亩 ge 晚稻面积"},
		{"自来水普及率、卫生厕所普及率分别达到96%、92%。", "ratio 96% to 达到 自来水普及率; ratio 92% to 达到 卫生厕所普及率"},
		{"旅游业增加值、文化产业增加值占比分别超过5%、3%。", "ratio 5% gt to 超过 旅游业增加值; ratio 3% gt to 超过 文化产业增加值占比"},
		{"绿色矿山占比达到75%。", "ratio 75% to 达到 绿色矿山占比"},
		{"教师交流比例达到符合条件人数的15%。", "ratio 15% to 达到 教师交流比例"},
		{"食品抽检达到每千人5批次。", "count 5批次 to 达到 食品抽检"},
		{"人均预期寿命提高到80岁。", "other 80岁 to up 提高到 人均预期寿命"},
		{"确保收入增长10%左右，增幅较上年提高2个百分点。", "ratio 10% approx by up 增长 收入; ratio 2个百分点 by up 提高 增幅"},
		{"全年完成技改投资38亿元，同比增长9%。", "money 3800000000元 完成 技改投资; ratio 9% by up 增长 技改投资"},
		{"教育经费由去年的3亿元增加到4亿元。", "money 400000000元 to up from300000000 增加到 教育经费"},
		{"县级河长巡河不少于6次。", "count 6次 ge 县级河长巡河"},
		{"3年累计投入不低于2亿元。", "money 200000000元 ge 投入 "},
		{"托管帮扶从15个县扩大到57个县。", "count 57个 to up from15 扩大到 托管帮扶"},
		// Money, area, length, others.
		{"投资3.5亿元，实施城北水厂扩建工程。", "money 350000000元 投资 城北水厂扩建工程"},
		{"新增绿地面积120亩。", "area 120亩 新增 绿地面积"},
		{"新改建农村公路85公里。", "length 85公里 新改建 农村公路"},
		{"新增光伏装机12万千瓦。", "other 120000千瓦 新增 光伏装机"},
		{"公路通车里程突破2000公里。", "length 2000公里 gt to 突破 公路通车里程"},
		{"每千人口托位数达到4.5个。", "count 4.5个 to 达到 每千人口托位数"},
		{"粮食产量稳定在12万吨以上。", "other 120000吨 ge to 稳定在 粮食产量"},
		// How often.
		{"落实责任督学每月不少于一次进校督导。", "frequency 1次 ge per_month 落实 进校督导"},
		{"实行每天一节体育课。", "frequency 1节 per_day 实行 体育课"},
		{"每季度开展1次联合检查。", "frequency 1次 per_quarter 开展 联合检查"},
		{"每年新增高新技术企业20家。", "count 20家 per_year 新增 高新技术企业"},
		// Elided nouns, brackets, adverbs.
		{"新建高标准农田5万亩，改造提升2万亩。", "area 50000亩 新建 高标准农田; area 20000亩 改造提升 高标准农田"},
		{"实施公路项目7个，其中续建4个、新开工3个。", "count 7个 实施 公路项目; count 4个 续建 公路项目; count 3个 新开工 公路项目"},
		{"组织招聘会100场（线上60场、线下40场）。", "count 100场 组织 招聘会; count 60场 组织 线上; count 40场 组织 线下"},
		{"每个片区至少派驻3名医师。", "count 3名 ge 派驻 医师"},
		{"对排查出的130处隐患逐一销号。", "count 130处 销号 隐患"},
		{"举办班主任研修班三期。", "count 3期 举办 班主任研修班"},
		{"新培育智能工厂6家。", "count 6家 新培育 智能工厂"},
		{"改扩建现有3个仓库。", "count 3个 改扩建 仓库"},
		{"利用现有场地新建球场5个。", "count 5个 新建 球场"},
		{"推动3家企业上市。", "count 3家 上市 企业"},
		{"政务服务事项新增15项。", "count 15项 新增 政务服务事项"},
		{"60%的村完成改厕。", "ratio 60% 完成 村"},
		{"完成营造林6万亩。", "area 60000亩 完成 营造林"},
		{"开工建设干流治理工程和40宗堤防。", "count 40宗 开工建设 堤防"},
		{"筹措7亿元实施就业惠民工程。", "money 700000000元 筹措 就业惠民工程"},
		{"企业达到300家、合作社联社200家。", "count 300家 to 达到 企业; count 200家 to 达到 合作社联社"},
		{"基层医疗机构100%达到标准。", "ratio 100% 达到 基层医疗机构"},
		// Deadlines.
		{"6月底前建成充电站30座。", "count 30座 by2025-06-30 建成 充电站"},
		{"到2027年，建成区域医疗中心2个，床位达到600张。", "count 2个 by2027-12-31 建成 区域医疗中心; count 600张 to by2027-12-31 达到 床位"},
		{"第三季度完成管网改造40公里。", "length 40公里 by2025-09-30 完成 管网改造"},
		{"2座水库安全鉴定于4月底前完成。", "count 2座 by2025-04-30 完成 水库安全鉴定"},
		// Dated deeds.
		{"各科室3月20日前报送任务清单。", "milestone by2025-03-20 报送 任务清单"},
		{"上述项目须于10月底前全部完工。", "milestone by2025-10-31 完工 项目"},
		{"石桥水厂二期10月底前通水运行。", "milestone by2025-10-31 通水运行 石桥水厂二期"},
		{"云溪矿区一季度完成核准并开工建设。", "milestone by2025-03-31 完成核准并开工建设 云溪矿区"},
		{"5月底前取得明显成效。", "milestone by2025-05-31 取得 明显成效"},
		{"2025年底前，编制交通布局规划。", "milestone by2025-12-31 编制 交通布局规划"},
		{"力争7月完成一期工程竣工验收。", "milestone by2025-07-31 完成 一期工程竣工验收"},
		{"确保2025顺利通过省级复评验收。", "milestone by2025-12-31 通过 省级复评验收"},
		{"推动石桥镇2025年通过卫生镇验收。", "milestone by2025-12-31 通过 卫生镇验收"},
		{"云溪二中新校区确保2026年投入使用。", "milestone by2026-12-31 投入使用 云溪二中新校区"},
	} {
		var got []string
		for _, x := range readItem(t, c.text).Targets {
			got = append(got, show(x))
		}
		if g := strings.Join(got, "; "); g != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, g, c.want)
		}
	}
}

// What carries a number and promises nothing.
func TestNoTargets(t *testing.T) {
	for _, text := range []string{
		"深入学习贯彻党的二十届三中全会精神，落实“一岗双责”和“三重一大”制度。",
		"科学谋划“十五五”规划，巩固“双减”成果，办好第十二届书信文化节。",
		"做好2024年度民办机构年检工作。",
		"发挥6个名师工作室示范引领作用。",
		"依托3个实践基地开展研学。",
		"对任职超10年的中层干部进行交流。",
		"对连续3年达标的企业，给予最高100万元奖励。",
		"推动21个教育集团强化校间交流。",
		"去年新增学位3000个，目前全市共有学校60所。",
		"已建成口袋公园25个。",
		"2024年培训教师500人。",
		"构建15分钟健身圈，用3年时间完成提升。",
		"抓好七方面工作，健全三大体系。",
		"完善一体化机制，统一一批标准，进一步推进第三方评估。",
		"认真执行GB/T 9704—2012，推进5G应用和PM2.5监测。",
		"推进二期工程和二轮土地延包。",
		"按照云教〔2025〕12号文件要求执行。",
		"（其中女性30人）按规定参加。",
		"打造四张“名片”，实施“登高、升规、晋位”三个工程。",
		"实现1亿元以上企业有研发机构。",
		"守牢发展和生态两条底线。",
		"淘汰8座以下小客车。",
		"去年，全市稳中有进。固定资产投资增长9%，新建学校3所。",
		"经济运行平稳，工业增加值同比增长8%，实现了良好开局。",
		"落实六届三次全会部署，建成电厂五期。",
		"在65项便民服务的基础上，继续优化流程。",
		"三年前启动的12项整改任务已全部完成。",
		"落实低保、孤儿等6类困难群体政策。",
		"申报次数不得超过3次。",
		"推进省里确定的39项改革落地。",
		"办好以10件实事为引领的各项工程。",
		"培育一批产值超60亿元的产业集群。",
		"抓好三项工作。",
		"由质量、效率等4个方面的指标构成。",
		"发放租赁补贴的50%。",
		"每年2月底前各县完成考核工作。",
		"2024年修订的办法继续执行。",
		"自2025年5月1日至10月31日，开展隐患排查。",
	} {
		if item := readItem(t, text); len(item.Targets) > 0 {
			t.Errorf("%s\n got %s", text, show(item.Targets[0]))
		}
	}
}

func TestMentionsKeepNumberAndUnit(t *testing.T) {
	item := readItem(t, "发挥6个名师工作室作用，对任职超10年的干部进行交流。")
	var got []string
	for _, m := range item.Mentions {
		got = append(got, fmt.Sprintf("%s=%s%s", m.Text, m.Value, m.Unit))
	}
	if g, want := strings.Join(got, " "), "6个=6个 超10年=10年"; g != want {
		t.Errorf("got %s, want %s", g, want)
	}
}

// shown writes the targets of a whole notice as "id target; …".
func shown(t *testing.T, text string) string {
	t.Helper()
	d, err := parser.Read(context.Background(), "t.txt", []byte(text), parser.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, it := range FromDocument(d).Items {
		for _, x := range it.Targets {
			if got := d.Slice(x.Span); got != x.Text {
				t.Errorf("span holds %q, text is %q", got, x.Text)
			}
			out = append(out, it.ID+" "+show(x))
		}
	}
	return strings.Join(out, "; ")
}

func TestTargetsOfItems(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a heading with nothing but offices below it is the commitment",
			"云溪市2025年重点工作任务分解\n一、经济增长\n1.地区生产总值增长 6 %以上\n责任单位：市发展改革局\n2.新建公园3个。\n牵头单位：市住房城乡建设局\n配合单位：市财政局、市自然资源局\n",
			"1/1 ratio 6% ge by up 增长 地区生产总值; 1/2 count 3个 新建 公园"},
		{"a heading that its body explains is none",
			"云溪市2025年工作要点\n一、新建公园3个\n在城区新建口袋公园3个，配套停车场。（责任单位：市住房城乡建设局）\n二、其他\n加强管理。",
			"1 count 3个 新建 口袋公园"},
		{"the deadline of a head goes to the units below it",
			"云溪市全民健身计划（2025—2027年）\n一、目标\n到2027年，实现以下目标：\n1.经常锻炼人数比例达到45%以上。\n2.建成足球场30块。\n二、措施\n1.新建公园3个。",
			"1/1 ratio 45% ge to by2027-12-31 达到 经常锻炼人数比例; 1/2 count 30块 by2027-12-31 建成 足球场; 2/1 count 3个 新建 公园"},
		{"a bureau's summary tells of the year gone by, whatever its headings say",
			"云溪市水务局2024年工作总结和2025年工作计划\n一、2024年目标任务完成情况\n（一）项目建设有力。新建泵站3座。\n二、存在的主要问题\n覆盖率仅达到60%。\n三、2025年工作计划\n（一）抓项目。新建泵站5座。",
			"3/1 count 5座 新建 泵站"},
		{"so does what stands before the plan under headings of its own",
			"云溪市水务局2024年工作总结及2025年工作打算\n一、聚焦项目，建设提速\n新建泵站3座。\n二、聚焦民生，供水提质\n覆盖率达到60%。\n2025年工作打算\n一、聚焦项目\n新建泵站5座。",
			"1~2 count 5座 新建 泵站"},
		{"a heading that a verb of level follows was cut too early",
			"云溪市卫生健康局2025年工作要点\n一、主要任务\n1.家庭医生签约服务\n覆盖率达到45%。\n2.推进改革。新建公园3个。", "1/1 ratio 45% to 达到 覆盖率; 1/2 count 3个 新建 公园"},
	} {
		if got := shown(t, c.text); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}
