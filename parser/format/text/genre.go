package text

import "strings"

// genres are the words that the title of an official document or annex ends
// with, before years and editions in brackets.
var genres = []string{"要点", "计划", "方案", "意见", "办法", "规定", "细则", "条例", "清单", "措施", "通知", "规划", "纲要", "报告", "分工",
	"标准", "指南", "制度", "预案", "规则", "决定", "公告", "通告", "通报", "批复", "函", "目录", "一览表", "任务", "任务书", "责任书", "任务表", "分解表", "分工表", "安排", "实事", "指标", "章程", "准则"}

// EndsInGenre reports that s ends as titles do.
func EndsInGenre(s string) bool {
	for _, g := range genres {
		if strings.HasSuffix(s, g) {
			return true
		}
	}
	return false
}
