package parser

import "testing"

// closes only spares the question.
func TestClosesIsClosing(t *testing.T) {
	for _, s := range []string{"", " 附件：1.任务分解表", "附表", "\t抄送：云溪市政府办", "主送：各股室", "印发", "联系人：王芳", "(联系人：王芳)", "（此件公开发布）",
		"云溪市教育局2025年3月12日", "二〇二五年三月十二日印发", "2025年3月", "市教育局", "　附件", "\v附件", "见附件", "年年有余"} {
		if got, want := closes(s), closing.MatchString(s); got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}
