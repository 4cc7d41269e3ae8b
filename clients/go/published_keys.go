package nopass

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"sync"
	"time"
)

// publishedKeys trusts the keys that the service publishes, and keeps them.
//
// A key that is not among them is asked for once, so that a new one is known at
// once, and not again for a cool-down: anybody can make up key names. When the
// service cannot be reached its last keys stay good for a day, so that its rest
// is not everybody's.
type publishedKeys struct {
	address string
	client  *http.Client

	mutex      sync.Mutex
	keys       keySet
	asking     chan struct{} // closed when the request under way is answered; nil without one
	askedAt    time.Time
	receivedAt time.Time
	lifetime   time.Duration
	failure    error
}

const (
	keysTimeout      = 5 * time.Second
	keysCache        = 5 * time.Minute
	longestKeysCache = time.Hour
	keysCoolDown     = 30 * time.Second
	pauseWithoutKeys = time.Second
	longestOutage    = 24 * time.Hour

	// Some 200 keys.
	maxKeysBytes = 65_536
)

func newPublishedKeys(address string, client *http.Client) *publishedKeys {
	direct := *client
	direct.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &publishedKeys{address: address, client: &direct}
}

func (p *publishedKeys) find(ctx context.Context, alg, kid string) (signatureVerifier, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if !p.isFresh() && p.mayAsk() {
		answered := p.ask()
		// After a failure nobody has to wait for the next one while there are keys.
		if p.failure == nil || !p.isUsable() {
			if err := p.await(ctx, answered); err != nil {
				return nil, err
			}
		}
	}
	if !p.isUsable() {
		return nil, keysUnavailable(p.failure)
	}
	verifier, err := p.keys.find(ctx, alg, kid)
	if refusal, ok := errors.AsType[*ReceiptError](err); !ok || refusal.Reason != ReceiptKeyUnknown {
		return verifier, err
	}
	if p.mayAsk() {
		if err := p.await(ctx, p.ask()); err != nil {
			return nil, err
		}
	}
	// The service may know the key by now, and cannot be asked.
	if p.failure != nil {
		return nil, keysUnavailable(p.failure)
	}
	return p.keys.find(ctx, alg, kid)
}

// ask asks for the keys, unless that is under way. All who wait share the
// answer, so that it does not end with the context of one of them.
func (p *publishedKeys) ask() (answered <-chan struct{}) {
	if p.asking == nil {
		p.asking = make(chan struct{})
		p.askedAt = wallClock()
		go p.receive(p.asking, p.askedAt)
	}
	return p.asking
}

// await waits without the lock, and takes it again.
func (p *publishedKeys) await(ctx context.Context, answered <-chan struct{}) error {
	p.mutex.Unlock()
	defer p.mutex.Lock()
	select {
	case <-answered:
		return nil
	case <-ctx.Done():
		return keysUnavailable(ctx.Err())
	}
}

func (p *publishedKeys) receive(answered chan struct{}, askedAt time.Time) {
	keys, maxAge, err := p.fetch()
	p.mutex.Lock()
	defer p.mutex.Unlock()
	defer close(answered)
	p.asking, p.failure = nil, err
	if err == nil {
		p.keys, p.receivedAt = keys, askedAt
		p.lifetime = min(longestKeysCache, max(keysCoolDown, maxAge))
	}
}

func (p *publishedKeys) fetch() (keys keySet, maxAge time.Duration, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), keysTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.address, nil)
	if err != nil {
		return nil, 0, err
	}
	request.Header.Set("Accept", "application/jwk-set+json, application/json")
	response, err := p.client.Do(request)
	if err != nil {
		return nil, 0, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, 0, fmt.Errorf("the keys were answered with status %d", response.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxKeysBytes+1))
	if err != nil {
		return nil, 0, err
	}
	if len(body) > maxKeysBytes {
		return nil, 0, fmt.Errorf("the keys are longer than %d bytes", maxKeysBytes)
	}
	keys, err = parseKeySet(body)
	return keys, maxAgeOf(response.Header.Get("Cache-Control")), err
}

func (p *publishedKeys) mayAsk() bool {
	pause := keysCoolDown
	if !p.isUsable() {
		pause = pauseWithoutKeys
	}
	return p.asking != nil || hasPassed(pause, p.askedAt)
}

func (p *publishedKeys) isFresh() bool { return !hasPassed(p.lifetime, p.receivedAt) }

func (p *publishedKeys) isUsable() bool { return !hasPassed(longestOutage, p.receivedAt) }

// hasPassed says whether so much time has passed. A clock that was set back
// counts as if it had.
func hasPassed(duration time.Duration, since time.Time) bool {
	passed := wallClock().Sub(since)
	return passed >= duration || passed < 0
}

// wallClock leaves out the monotonic clock, which stands still while a machine
// sleeps.
func wallClock() time.Time { return time.Now().Round(0) }

// maxAgeOf reads RFC 9111 §5.2.2. no-store and no-cache ask for as little as
// possible.
func maxAgeOf(cacheControl string) time.Duration {
	if noCachePattern.MatchString(cacheControl) {
		return 0
	}
	found := maxAgePattern.FindStringSubmatch(cacheControl)
	if found == nil {
		return keysCache
	}
	seconds, err := strconv.ParseUint(found[1], 10, 31)
	if err != nil {
		return longestKeysCache
	}
	return time.Duration(seconds) * time.Second
}

var (
	noCachePattern = regexp.MustCompile(`(?i)\bno-(store|cache)\b`)
	maxAgePattern  = regexp.MustCompile(`(?i)(?:^|[\s,])max-age="?(\d+)`)
)
