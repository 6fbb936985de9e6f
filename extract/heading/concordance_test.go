package heading

import "testing"

func TestConcordance(t *testing.T) {
	unit := "深化河湖治理河湖长制全面推行"
	text := []rune("全市加强河湖治理,成效明显。河湖长制不断完善。推进社会治理河道清淤。" + unit)
	var c concordance
	c.read(text)
	from := len(text) - len([]rune(unit))
	got := c.around([]rune(unit), 6, 6, from, len(text))
	want := seen{left: 2, leftStop: 1, leftMost: 4, right: 2, rightStop: 1, rightMost: 4, bridged: 1, bridge: 3}
	if got != want {
		t.Errorf("around the break: %+v, want %+v", got, want)
	}
	if n := c.repeated([]rune("河湖长制全面推行"), 0, 0); n != 8 {
		t.Errorf("the longest repeated start has %d characters, want 8", n)
	}
	if n := c.repeated([]rune("河湖长制全面推行"), from, len(text)); n != 4 {
		t.Errorf("the longest start repeated outside the unit has %d characters, want 4", n)
	}
}

func TestGlossary(t *testing.T) {
	in := "云溪市2025年工作要点\n一、推进“三清三亮”行动。开展“三清三亮”行动,完善“一码直达”服务。\n二、建设零碳园区。加快零碳园区建设,推行“一码直达”服务。\n名词解释\n" +
		"1.“三清三亮”行动清底数、清问题、清责任,亮承诺、亮标准、亮结果。\n2.“一码直达”服务通过一个二维码办理全部事项的服务方式。\n3.零碳园区碳排放和吸收趋于平衡的园区。"
	if got, want := titles(t, in), "推进“三清三亮”行动|建设零碳园区|“三清三亮”行动|“一码直达”服务|零碳园区"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
