package diff

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Markdown writes a report in GitHub's dialect: struck text was deleted, bold
// text inserted.
func (d *Diff) Markdown(w io.Writer) error {
	b := bufio.NewWriter(w)
	p := func(format string, a ...any) { fmt.Fprintf(b, format, a...) }
	p("# 年度对比\n\n- 旧：%s\n- 新：%s\n\n", esc(d.Old.name()), esc(d.New.name()))
	s := d.Summary
	p("| 未变 | 修改 | 新增 | 删除 | 拆分 | 合并 | 其中移位 | 其中改号 |\n|--:|--:|--:|--:|--:|--:|--:|--:|\n| %d | %d | %d | %d | %d | %d | %d | %d |\n\n",
		s.Unchanged, s.Modified, s.Added, s.Removed, s.Split, s.Merged, s.Moved, s.Renumbered)
	if rows := d.targetRows(); len(rows) > 0 {
		p("## 指标变化\n\n不变 %d，上调 %d，下调 %d，变更 %d，新增 %d，取消 %d。\n\n| 变化 | 指标 | 旧编号 | 旧 | 新编号 | 新 | 增减 |\n|---|---|---|---|---|---|---|\n",
			s.Targets.Kept, s.Targets.Raised, s.Targets.Lowered, s.Targets.Changed, s.Targets.Added, s.Targets.Removed)
		for _, r := range rows {
			p("| %s | %s | %s | %s | %s | %s | %s |\n", r.StatusName, esc(r.About), esc(r.OldLabel), esc(r.Old), esc(r.NewLabel), esc(r.New), esc(r.Step))
		}
		p("\n")
	}
	offices := d.officeRows()
	if len(offices)+len(d.Renamed) > 0 {
		p("## 责任单位变化\n\n")
		for _, r := range d.Renamed {
			p("- 更名：%s → %s（%d 项）\n", esc(r.Old), esc(r.New), len(r.Items))
		}
		if len(d.Renamed) > 0 {
			p("\n")
		}
		if len(offices) > 0 {
			p("| 旧编号 | 新编号 | 条目 | 增加 | 减少 | 角色变化 |\n|---|---|---|---|---|---|\n")
			for _, r := range offices {
				p("| %s | %s | %s | %s | %s | %s |\n", esc(r.OldLabel), esc(r.NewLabel), esc(r.Title), esc(r.Added), esc(r.Removed), esc(r.Roles))
			}
			p("\n")
		}
	}
	p("## 条目对照\n\n")
	for i := range d.Links {
		l := &d.Links[i]
		p("### %s　%s%s\n\n", labelArrow(l), esc(l.heading()), tags(l))
		switch {
		case l.Status == Unchanged:
			continue
		case l.RolledOver:
			p("仅年份顺延。\n\n")
		case l.rewritten():
			p("旧：\n\n> %s\n\n新：\n\n> %s\n\n", quote(l, Insert), quote(l, Delete))
			continue
		}
		for _, e := range l.Edits {
			switch e.Op {
			case Equal:
				p("%s", para(esc(e.Text)))
			case Delete:
				p("%s", marked("~~", e.Text))
			case Insert:
				p("%s", marked("**", e.Text))
			}
		}
		p("\n\n")
	}
	return b.Flush()
}

// quote is the text of one side: all edits but those of the other side.
func quote(l *Link, other Op) string {
	var b strings.Builder
	for _, e := range l.Edits {
		if e.Op != other {
			b.WriteString(e.Text)
		}
	}
	return strings.ReplaceAll(esc(b.String()), "\n", "\n>\n> ")
}

// marked sets each line of a text between marks; marks do not span lines.
func marked(mark, text string) string {
	lines := strings.Split(text, "\n")
	for i, s := range lines {
		if t := strings.TrimSpace(s); t != "" {
			lines[i] = mark + esc(t) + mark
		}
	}
	return strings.Join(lines, "\n\n")
}

func para(s string) string { return strings.ReplaceAll(s, "\n", "\n\n") }

var mdEscaper = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "~", `\~`, "`", "\\`", "|", `\|`, "<", "&lt;", "[", `\[`, "]", `\]`, "#", `\#`, "\t", " ")

func esc(s string) string { return mdEscaper.Replace(s) }

func labelArrow(l *Link) string {
	o, n := string(l.Labels.Old), string(l.Labels.New)
	switch {
	case o == n:
		return n
	case o == "":
		return "＋" + n
	case n == "":
		return "－" + o
	}
	return o + "→" + n
}

func tags(l *Link) string {
	s := "　`" + statusNames[l.Status] + "`"
	if l.RolledOver {
		s += " `年份顺延`"
	}
	if l.Moved {
		s += " `移位`"
	}
	return s
}
