package api

import (
	"fmt"
	"testing"
)

// However many addresses ask, memory stays bounded, and who asks all the time
// is not forgotten for the crowd.
func TestLimitsAreBounded(t *testing.T) {
	l := newLimits(1e-3, 1)
	if l.wait("busy") != 0 {
		t.Error("the first request waits")
	}
	for i := range 3 * maxLimited {
		if l.wait(fmt.Sprint(i)) != 0 {
			t.Fatal("a first request waits")
		}
		if i%1000 == 0 && l.wait("busy") == 0 {
			t.Fatal("the busy one was forgotten")
		}
	}
	if n := l.known.Len(); n != maxLimited {
		t.Errorf("%d remembered, want %d", n, maxLimited)
	}
}
