package nopass_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	nopass "github.com/nopass/nopass/clients/go"
)

// keyServer is the service's JWKS endpoint, without a network.
type keyServer struct {
	mutex  sync.Mutex
	asked  int
	answer func(*http.Request) (*http.Response, error)
}

func (s *keyServer) client() *http.Client {
	return &http.Client{Transport: roundTrip(func(request *http.Request) (*http.Response, error) {
		s.mutex.Lock()
		s.asked++
		answer := s.answer
		s.mutex.Unlock()
		return answer(request)
	})}
}

func (s *keyServer) times() int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.asked
}

// publishing is an HTTP client that always finds these keys.
func publishing(keys ...signingKey) *http.Client {
	return (&keyServer{answer: keySet("", keys...)}).client()
}

func keySet(cacheControl string, keys ...signingKey) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) {
		header := http.Header{}
		if cacheControl != "" {
			header.Set("Cache-Control", cacheControl)
		}
		return answered(http.StatusOK, header, string(jwksOf(keys...)))(nil)
	}
}

func answered(status int, header http.Header, body string) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body))}, nil
	}
}

func failing(*http.Request) (*http.Response, error) { return nil, errors.New("the network is down") }

func hanging(request *http.Request) (*http.Response, error) {
	<-request.Context().Done()
	return nil, request.Context().Err()
}

// backEnd is shown receipts of that very second.
type backEnd struct {
	t        *testing.T
	server   *keyServer
	verifier *nopass.ReceiptVerifier
}

func aBackEnd(t *testing.T) *backEnd {
	server := &keyServer{answer: keySet("", first)}
	return &backEnd{t, server, newVerifier(t, nopass.WithKeyClient(server.client()))}
}

var first, second = newES256Key("k-1"), newEdDSAKey("k-2")

func (b *backEnd) show(key signingKey) (*nopass.Receipt, error) {
	return b.verifier.Verify(b.t.Context(), aReceipt(key, key.header, claimsAt(time.Now())))
}

func (b *backEnd) accepts(key signingKey) {
	b.t.Helper()
	if _, err := b.show(key); err != nil {
		b.t.Errorf("after %s: %v", time.Since(receiptNoon), err)
	}
}

func (b *backEnd) refuses(key signingKey, want nopass.ReceiptReason) {
	b.t.Helper()
	receipt, err := b.show(key)
	if got := reasonOf(b.t, receipt, err); got != want {
		b.t.Errorf("after %s: got %s, want %s", time.Since(receiptNoon), got, want)
	}
}

func (b *backEnd) wasAsked(want int) {
	b.t.Helper()
	// For the requests that nobody waits for.
	synctest.Wait()
	if got := b.server.times(); got != want {
		b.t.Errorf("after %s: asked %d times, want %d", time.Since(receiptNoon), got, want)
	}
}

func (b *backEnd) publish(keys ...signingKey) { b.server.answer = keySet("", keys...) }

func named(key signingKey, kid string) signingKey {
	key.header = with(key.header, header{"kid": kid})
	return key
}

func TestKeysAreFetchedOnceForAThousandReceiptsAtATime(t *testing.T) {
	atNoon(t, func(t *testing.T) {
		b := aBackEnd(t)
		var shown sync.WaitGroup
		for range 1000 {
			shown.Go(func() { b.accepts(first) })
		}
		shown.Wait()
		b.wasAsked(1)
	})
}

func TestKeysCanBeRotated(t *testing.T) {
	atNoon(t, func(t *testing.T) {
		b := aBackEnd(t)
		// Publish the next key, sign with it, withdraw the old one when its receipts are over.
		for phase, keys := range [][]signingKey{{first}, {first, second}, {second, first}, {second}} {
			b.publish(keys...)
			signer := []signingKey{first, first, second, second}[phase]
			for range 250 {
				b.accepts(signer)
				time.Sleep(2 * time.Second)
			}
		}
		if asked := b.server.times(); asked > 9 {
			t.Errorf("asked %d times", asked)
		}
	})
}

func TestKeysAreAskedForAgainForOneThatIsNotKnown(t *testing.T) {
	atNoon(t, func(t *testing.T) {
		b := aBackEnd(t)
		b.accepts(first)
		b.publish(second)
		time.Sleep(31 * time.Second)
		var shown sync.WaitGroup
		for range 50 {
			shown.Go(func() { b.accepts(second) })
		}
		shown.Wait()
		b.wasAsked(2)
		b.refuses(first, nopass.ReceiptKeyUnknown)
	})
}

func TestKeysAreNotAskedForMoreThanOnceInACoolDown(t *testing.T) {
	atNoon(t, func(t *testing.T) {
		b := aBackEnd(t)
		b.accepts(first)
		for second := range 90 {
			for i := range 5 {
				b.refuses(named(first, fmt.Sprint(second, "-", i)), nopass.ReceiptKeyUnknown)
			}
			b.accepts(first)
			time.Sleep(time.Second)
		}
		b.wasAsked(3)
	})
}

func TestKeysAreNotAskedForByWhatIsNoReceipt(t *testing.T) {
	atNoon(t, func(t *testing.T) {
		b := aBackEnd(t)
		withJKU := aReceipt(first, with(first.header, header{"jku": "https://evil.example"}), "{}")
		for _, text := range []string{"", "a.b.c", withJKU} {
			if _, err := b.verifier.Verify(t.Context(), text); err == nil {
				t.Error("accepted")
			}
		}
		b.wasAsked(0)
	})
}

func TestKeysAreFoundWhereTheyAreSaidToBe(t *testing.T) {
	atNoon(t, func(t *testing.T) {
		var asked []string
		client := &http.Client{Transport: roundTrip(func(request *http.Request) (*http.Response, error) {
			asked = append(asked, request.Method+" "+request.URL.String())
			return keySet("", es)(request)
		})}
		for _, options := range [][]nopass.ReceiptVerifierOption{nil, {nopass.WithJWKSURL("https://keys.example/a?b=c")}} {
			if _, err := newVerifier(t, append(options, nopass.WithKeyClient(client))...).Verify(t.Context(), right); err != nil {
				t.Error(err)
			}
		}
		if got := strings.Join(asked, ", "); got != "GET https://nopass.example/.well-known/jwks.json, GET https://keys.example/a?b=c" {
			t.Errorf("asked %s", got)
		}
	})
}

func TestKeysAreKept(t *testing.T) {
	for cacheControl, kept := range map[string]time.Duration{
		"":                        5 * time.Minute,
		"public, max-age=600":     10 * time.Minute,
		"max-age=99999999999":     time.Hour,
		"max-age=0":               30 * time.Second,
		"no-store":                30 * time.Second,
		"max-age=600, NO-CACHE":   30 * time.Second,
		"s-maxage=900":            5 * time.Minute,
		"max-age=soon":            5 * time.Minute,
		`private, max-age="1200"`: 20 * time.Minute,
	} {
		atNoon(t, func(t *testing.T) {
			b := aBackEnd(t)
			b.server.answer = keySet(cacheControl, first)
			b.accepts(first)
			time.Sleep(kept - time.Millisecond)
			b.accepts(first)
			b.wasAsked(1)
			time.Sleep(time.Millisecond)
			b.accepts(first)
			b.wasAsked(2)
		})
	}
}

var outages = map[string]func(*http.Request) (*http.Response, error){
	"it cannot be reached":         failing,
	"it answers 500":               answered(http.StatusInternalServerError, nil, "{}"),
	"it answers 404":               answered(http.StatusNotFound, nil, string(jwksOf(second))),
	"it redirects":                 answered(http.StatusFound, http.Header{"Location": {"https://evil.example/keys"}}, ""),
	"it answers a page":            answered(http.StatusOK, nil, "<html>canary</html>"),
	"it answers nothing":           answered(http.StatusOK, nil, ""),
	"it answers JSON of no keys":   answered(http.StatusOK, nil, `{"keys":"none"}`),
	"it answers an empty object":   answered(http.StatusOK, nil, `{}`),
	"it answers a list":            answered(http.StatusOK, nil, "["+string(jwksOf(first))+"]"),
	"it answers keys that are no":  answered(http.StatusOK, nil, `{"keys":[null,"k-1"]}`),
	"it answers half a set":        answered(http.StatusOK, nil, `{"keys":[{"kty":"EC"`),
	"it answers 64 KiB and more":   answered(http.StatusOK, nil, string(jwksOf(first))+strings.Repeat(" ", 65_536)),
	"it answers nothing in time":   hanging,
	"it stops in the middle of it": stopping,
}

func stopping(request *http.Request) (*http.Response, error) {
	reader, writer := io.Pipe()
	context.AfterFunc(request.Context(), func() { _ = writer.CloseWithError(request.Context().Err()) })
	return &http.Response{StatusCode: http.StatusOK, Body: reader}, nil
}

func TestDuringAnOutageReceiptsAreJudgedByTheLastKeys(t *testing.T) {
	for name, outage := range outages {
		t.Run(name, func(t *testing.T) {
			atNoon(t, func(t *testing.T) {
				b := aBackEnd(t)
				b.accepts(first)
				b.server.answer = outage
				time.Sleep(6 * time.Minute)
				b.accepts(first)
				b.wasAsked(2)
				b.refuses(second, nopass.ReceiptKeysUnavailable)
				b.refuses(named(stranger, "k-1"), nopass.ReceiptSignature)
			})
		})
	}
}

func TestDuringAnOutageNothingIsBelievedThatWasNeverKnown(t *testing.T) {
	for name, outage := range outages {
		t.Run(name, func(t *testing.T) {
			atNoon(t, func(t *testing.T) {
				b := aBackEnd(t)
				b.server.answer = outage
				var shown sync.WaitGroup
				for range 20 {
					shown.Go(func() {
						receipt, err := b.show(first)
						if reasonOf(t, receipt, err) != nopass.ReceiptKeysUnavailable || errors.Unwrap(err) == nil {
							t.Error(err)
						}
						if strings.Contains(err.Error(), "canary") {
							t.Errorf("%v shows the answer", err)
						}
					})
				}
				shown.Wait()
				b.wasAsked(1)
				b.publish(first)
				time.Sleep(time.Second)
				b.accepts(first)
				b.wasAsked(2)
			})
		})
	}
}

func TestTheLastKeysAreGoodForADay(t *testing.T) {
	atNoon(t, func(t *testing.T) {
		b := aBackEnd(t)
		b.accepts(first)
		b.server.answer = failing
		time.Sleep(5 * time.Minute)
		for range 24*60 - 5 {
			b.accepts(first)
			synctest.Wait()
			b.accepts(first)
			time.Sleep(time.Minute)
		}
		b.wasAsked(1 + 24*60 - 5)
		b.refuses(first, nopass.ReceiptKeysUnavailable)
	})
}

func TestOnlyTheFirstReceiptWaitsForAServiceThatIsAway(t *testing.T) {
	atNoon(t, func(t *testing.T) {
		b := aBackEnd(t)
		b.accepts(first)
		b.server.answer = hanging
		for _, want := range []time.Duration{5 * time.Second, 0, 0} {
			time.Sleep(6 * time.Minute)
			start := time.Now()
			b.accepts(first)
			if waited := time.Since(start); waited != want {
				t.Errorf("waited %s, want %s", waited, want)
			}
		}
		b.wasAsked(4)
		time.Sleep(keysTimeout)
	})
}

const keysTimeout = 5 * time.Second

func TestAServiceThatComesBackIsBelievedAgain(t *testing.T) {
	atNoon(t, func(t *testing.T) {
		b := aBackEnd(t)
		b.accepts(first)
		b.server.answer = failing
		time.Sleep(6 * time.Minute)
		b.accepts(first)
		b.publish(second)
		time.Sleep(30 * time.Second)
		b.accepts(second)
		b.refuses(first, nopass.ReceiptKeyUnknown)
	})
}

func TestACallerThatGivesUpDoesNotTakeTheOthersAlong(t *testing.T) {
	atNoon(t, func(t *testing.T) {
		b := aBackEnd(t)
		b.server.answer = func(request *http.Request) (*http.Response, error) {
			time.Sleep(3 * time.Second)
			return keySet("", first)(request)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var shown sync.WaitGroup
		shown.Go(func() { b.accepts(first) })
		receipt, err := b.verifier.Verify(ctx, aReceipt(first, first.header, claimsAt(time.Now())))
		if reasonOf(t, receipt, err) != nopass.ReceiptKeysUnavailable || !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		shown.Wait()
		b.wasAsked(1)
	})
}

func TestOverANetworkRedirectsOfKeysAreNotFollowed(t *testing.T) {
	asked := 0
	target := serve(t, http.HandlerFunc(func(writer http.ResponseWriter, _ *http.Request) {
		asked++
		_, _ = writer.Write(jwksOf(es))
	}))
	url := serve(t, http.RedirectHandler(target, http.StatusFound))
	receipt, err := newVerifier(t, nopass.WithJWKSURL(url)).Verify(t.Context(), right)
	if reasonOf(t, receipt, err) != nopass.ReceiptKeysUnavailable || asked != 0 {
		t.Errorf("got %v, and %d requests elsewhere", err, asked)
	}
}
