package export

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"strings"

	"yaodian/extract"
)

// writeMarkdown writes each plan to be read: its facts, the outline with
// offices and targets, and a table of the targets.
func writeMarkdown(w io.Writer, plans iter.Seq2[*extract.Plan, error]) error {
	n := 0
	for p, err := range plans {
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if n++; n > 1 {
			b.WriteString("\n---\n\n")
		}
		markdown(&b, p)
		if _, err := w.Write(b.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

func markdown(b *bytes.Buffer, p *extract.Plan) {
	title, issuer, year := source(p)
	fmt.Fprintf(b, "# %s\n\n", escape(title))
	for _, f := range [][2]string{{"发文单位", issuer}, {"文种", string(p.Kind)}, {"年度", year}, {"文号", string(p.DocumentNumber)},
		{"成文日期", string(p.IssuedOn)}, {"主送", strings.Join(p.Recipients, "、")}} {
		if f[1] != "" {
			fmt.Fprintf(b, "- %s：%s\n", f[0], escape(f[1]))
		}
	}
	text := []rune(p.Text)
	for i := range p.Items {
		it := &p.Items[i]
		name, content := string(it.Title), body(text, it)
		if label := strings.TrimSpace(it.Label); label != "" || name != "" {
			fmt.Fprintf(b, "\n%s %s\n", strings.Repeat("#", min(6, 1+max(1, it.Level))), escape(strings.TrimSpace(label+" "+name)))
		}
		if content != "" {
			b.WriteString("\n" + escape(content) + "\n")
		}
		var facts []string
		for _, r := range roles {
			var names []string
			for _, o := range it.Offices {
				if o.Role == r.role {
					names = append(names, o.Name)
				}
			}
			if len(names) > 0 {
				facts = append(facts, r.name+"单位："+strings.Join(names, "、"))
			}
		}
		for _, t := range it.Targets {
			said := "目标：" + wording(&t)
			if t.By != "" {
				said += "（截至 " + string(t.By) + "）"
			}
			facts = append(facts, said)
		}
		if len(facts) > 0 {
			b.WriteString("\n")
		}
		for _, f := range facts {
			b.WriteString("- " + escape(f) + "\n")
		}
	}
	head := false
	for i := range p.Items {
		for k := range p.Items[i].Targets {
			if !head {
				head = true
				b.WriteString("\n## 指标表\n\n| 序号 | 指标 | 要求 | 目标值 | 单位 | 频次 | 完成时限 | 原文 |\n|---:|---|---|---:|---|---|---|---|\n")
			}
			t := &p.Items[i].Targets[k]
			fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s | %s | %s |\n", escape(p.Items[i].ID), escape(string(t.Indicator)), requirement(t), amount(t),
				escape(string(t.Unit)), periods[t.Period], t.By, escape(t.Text))
		}
	}
}

var escaper = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "|", `\|`, "<", "&lt;", "#", `\#`, "[", `\[`, "\n", "  \n")

// escape keeps the notice's own characters from being markup.
func escape(s string) string { return escaper.Replace(s) }
