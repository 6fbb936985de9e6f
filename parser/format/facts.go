package format

import "strings"

// factLabels are the labels under which sites and scrapers state facts about
// a document, blanks and colons taken out. "" marks labels that belong to such
// lists and state nothing of use.
var factLabels = map[string]Fact{
	"标题": FactTitle, "名称": FactTitle, "文件名称": FactTitle, "信息名称": FactTitle, "title": FactTitle, "ArticleTitle": FactTitle,
	"发文机关": FactIssuer, "发文单位": FactIssuer, "制发机关": FactIssuer, "发布机关": FactIssuer, "制定机关": FactIssuer, "发文机构": FactIssuer,
	"发布机构": FactSource, "发布单位": FactSource, "信息来源": FactSource, "来源": FactSource, "文章来源": FactSource, "稿件来源": FactSource, "公开主体": FactSource, "公开机构": FactSource, "publisher": FactSource, "ContentSource": FactSource,
	"发文字号": FactNumber, "文号": FactNumber, "文件编号": FactNumber, "文件号": FactNumber, "发布文号": FactNumber,
	"成文日期": FactIssued, "生成日期": FactIssued, "发文日期": FactIssued, "印发日期": FactIssued, "制发日期": FactIssued, "签发日期": FactIssued,
	"发布日期": FactPublish, "发布时间": FactPublish, "公开日期": FactPublish, "发表时间": FactPublish, "公布日期": FactPublish, "publish_date": FactPublish, "PubDate": FactPublish,
	"索引号": FactIndex, "信息索引": FactIndex, "信息索引号": FactIndex,
	"主题分类": FactTopic, "信息分类": FactTopic, "主题": FactTopic, "分类": FactTopic, "文档类型": FactTopic, "栏目": FactTopic, "公开目录": FactTopic, "ColumnName": FactTopic,
	"SiteName": FactSite,
	"主题词":      "", "体裁分类": "", "组配分类": "", "服务对象": "", "有效性": "", "时效性": "", "有效期": "", "生效日期": "", "失效日期": "", "废止日期": "", "实施日期": "", "公开方式": "", "公开范围": "", "公开时限": "", "公开形式": "", "统一编号": "", "关键词": "", "内容概述": "", "内容概览": "", "效力级别": "", "效力等级": "", "法规类别": "", "题注": "", "解读": "", "相关解读": "", "文件状态": "", "信息有效性": "", "文件有效性": "", "公文种类": "", "公文时效": "", "语种": "", "浏览次数": "", "阅读次数": "", "点击数": "", "打印": "",
	"原文链接": "", "检索时间": "", "检索关键词": "", "更新时间": "", "更新日期": "", "采集时间": "", "抓取时间": "", "链接": "", "网址": "", "来源链接": "", "文件来源": "",
	"source_url": "", "source_domain": "", "corpus_id": "", "capture_date": "", "capture_method": "", "http_status": "", "content_hash": "", "url": "", "source": "", "date": "", "author": "", "tags": "", "category": "", "id": "",
}

// FactLabel tells which fact a label announces; ok is false when it is no such
// label, and fact is "" when what it announces is of no use.
func FactLabel(label string) (fact Fact, ok bool) {
	if len(label) > 60 {
		return "", false
	}
	label = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '　', '\u00a0', '\t', '\n', '\r', '\u2002', '\u2003', '：', ':', '【', '】', '[', ']', '*', '\u200b':
			return -1
		}
		return r
	}, label)
	fact, ok = factLabels[label]
	return fact, ok
}

// SetFact records a fact unless the container stated it before. Values that
// say nothing (无, -) are left out.
func (c *Content) SetFact(f Fact, value string) {
	value = strings.TrimFunc(value, func(r rune) bool { return r <= ' ' || r == '　' || r == '\u00a0' })
	if f == "" || value == "" || value == "无" || value == "-" || value == "--" || value == "暂无" || len(value) > 600 {
		return
	}
	if c.Facts == nil {
		c.Facts = map[Fact]string{}
	}
	if c.Facts[f] == "" {
		c.Facts[f] = value
	}
}
