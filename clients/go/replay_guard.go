package nopass

import (
	"context"
	"errors"
	"sync"
	"time"
)

// NewMemoryReplayGuard makes a [ConsumeFunc] that accepts each receipt once in
// this process, until it is restarted: keep one for all calls. Several
// processes, or one that must not forget, need a database.
//
// It remembers so many receipts, and 100,000 where capacity is 0: some 20 MB,
// enough for 250 a second. When it is full it fails: to forget a receipt early
// would let it in again.
func NewMemoryReplayGuard(capacity int) ConsumeFunc {
	if capacity <= 0 {
		capacity = 100_000
	}
	guard := &replayGuard{capacity: capacity, until: map[string]time.Time{}}
	return guard.consume
}

type replayGuard struct {
	mutex    sync.Mutex
	capacity int
	until    map[string]time.Time
	order    []string
}

func (g *replayGuard) consume(_ context.Context, id string, until time.Time) (bool, error) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	now := time.Now()
	// The oldest come first. One that ends early behind one that ends late waits for it, a few minutes at most.
	for len(g.order) > 0 && !g.until[g.order[0]].After(now) {
		delete(g.until, g.order[0])
		g.order = g.order[1:]
	}
	if _, wasSeen := g.until[id]; wasSeen {
		return false, nil
	}
	if len(g.until) >= g.capacity {
		return false, errors.New("nopass: the replay guard is full, use a database")
	}
	g.until[id] = until
	g.order = append(g.order, id)
	return true, nil
}
