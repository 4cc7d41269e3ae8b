package nopass_test

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	nopass "github.com/nopass/nopass/clients/go"
	nopassv1 "github.com/nopass/nopass/clients/go/gen/nopass/v1"
)

// inBubble tests with a clock that stands still while the program works.
func inBubble(t *testing.T, test func(t *testing.T, options ...nopass.Option)) {
	for name, options := range map[string][]nopass.Option{"Connect": nil, "gRPC": {nopass.WithGRPC()}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { test(t, options...) })
		})
	}
}

func (f *fakeNoPass) inMemory(t *testing.T, options ...nopass.Option) *nopass.Client {
	t.Helper()
	return newClient(t, "https://nopass.example", append(options, nopass.WithTransport(inMemory{f.handler()}))...)
}

func TestWhatChargedNothingIsRepeatedUnderTheSameID(t *testing.T) {
	inBubble(t, func(t *testing.T, options ...nopass.Option) {
		unavailable := refusal{reason: nopass.ReasonStoreUnavailable}
		service := &fakeNoPass{
			sendCode:   sendAnswers{unavailable.toSend, refusal{reason: nopass.ReasonDeliveryFailed}.toSend, codeSent},
			verifyCode: verifyAnswers{unavailable.toVerify, refusal{reason: nopass.ReasonOverloaded}.toVerify, codeRight},
		}
		client := service.inMemory(t, options...)
		if _, err := client.SendCode(t.Context(), ada); err != nil {
			t.Fatal(err)
		}
		if _, err := client.VerifyCode(t.Context(), guess); err != nil {
			t.Fatal(err)
		}
		keys, ids := map[string]int{}, map[string]int{}
		for i := range 3 {
			keys[service.sent[i].GetIdempotencyKey()]++
			ids[service.judged[i].GetAttemptId()]++
		}
		if len(keys) != 1 || len(ids) != 1 {
			t.Errorf("got keys %v and ids %v", keys, ids)
		}
	})
}

func TestOnlyWhatIsSafeIsRepeated(t *testing.T) {
	repeated := []nopass.Reason{nopass.ReasonStoreUnavailable, nopass.ReasonOverloaded, nopass.ReasonDeliveryFailed}
	for reason := range codes {
		inBubble(t, func(t *testing.T, options ...nopass.Option) {
			// The wait is what tempts: it must not be taken for an invitation.
			refused := refusal{reason: reason, retryDelay: time.Millisecond}
			service := &fakeNoPass{sendCode: sendAnswers{refused.toSend}, verifyCode: verifyAnswers{refused.toVerify}}
			client := service.inMemory(t, options...)
			sent, errSend := client.SendCode(t.Context(), ada)
			judged, errVerify := client.VerifyCode(t.Context(), guess)
			for _, failure := range []*nopass.Error{failureOf(t, sent, errSend), failureOf(t, judged, errVerify)} {
				if failure.Reason != reason {
					t.Error(failure)
				}
			}
			want := 1
			if slices.Contains(repeated, reason) {
				want = 3
			}
			if len(service.sent) != want || len(service.judged) != want {
				t.Errorf("%s: tried %d and %d times", reason, len(service.sent), len(service.judged))
			}
		})
	}
}

func TestMaxRetries(t *testing.T) {
	for _, retries := range []int{0, 1, 5} {
		inBubble(t, func(t *testing.T, options ...nopass.Option) {
			service := &fakeNoPass{sendCode: sendAnswers{refusal{reason: nopass.ReasonStoreUnavailable}.toSend}}
			_, err := service.inMemory(t, append(options, nopass.WithMaxRetries(retries))...).SendCode(t.Context(), ada)
			if err == nil || service.calls() != retries+1 {
				t.Errorf("%d retries: tried %d times", retries, service.calls())
			}
		})
	}
}

func TestARetryWaitsAsLongAsItIsAsked(t *testing.T) {
	proxy := func(writer http.ResponseWriter, _ *http.Request) {
		writer.Header().Set("Content-Type", "text/html")
		writer.Header().Set("Retry-After", "3")
		writer.WriteHeader(http.StatusServiceUnavailable)
	}
	inBubble(t, func(t *testing.T, options ...nopass.Option) {
		refused := refusal{reason: nopass.ReasonOverloaded, retryDelay: 3 * time.Second}
		service := &fakeNoPass{sendCode: sendAnswers{refused.toSend, codeSent}}
		start := time.Now()
		if _, err := service.inMemory(t, options...).SendCode(t.Context(), ada); err != nil {
			t.Fatal(err)
		}
		if waited := time.Since(start); waited < 3*time.Second || waited > 3100*time.Millisecond {
			t.Errorf("waited %s for the service", waited)
		}

		start = time.Now()
		transport := nopass.WithTransport(inMemory{http.HandlerFunc(proxy)})
		client := newClient(t, "https://nopass.example", append(options, transport, nopass.WithMaxRetries(1))...)
		if _, err := client.SendCode(t.Context(), ada); err == nil {
			t.Fatal("a proxy's page is an answer")
		}
		if waited := time.Since(start); waited < 3*time.Second || waited > 3100*time.Millisecond {
			t.Errorf("waited %s for a proxy", waited)
		}
	})
}

func TestRetriesBackOffAtRandom(t *testing.T) {
	pauses := map[time.Duration]bool{}
	for range 20 {
		synctest.Test(t, func(t *testing.T) {
			service := &fakeNoPass{sendCode: sendAnswers{refusal{reason: nopass.ReasonStoreUnavailable}.toSend}}
			_, _ = service.inMemory(t, nopass.WithMaxRetries(6)).SendCode(t.Context(), ada)
			for i, at := range service.at[1:] {
				pause := at.Sub(service.at[i])
				if most := min(2*time.Second, 100*time.Millisecond<<i); pause >= most {
					t.Errorf("retry %d waits %s", i+1, pause)
				}
				pauses[pause] = true
			}
		})
	}
	if len(pauses) < 100 {
		t.Errorf("of 120 pauses, %d differ", len(pauses))
	}
}

func TestAWaitThatWouldOutlastTheDeadlineIsNotBegun(t *testing.T) {
	inBubble(t, func(t *testing.T, options ...nopass.Option) {
		refused := refusal{reason: nopass.ReasonStoreUnavailable, retryDelay: time.Minute}
		service := &fakeNoPass{sendCode: sendAnswers{refused.toSend}}
		start := time.Now()
		response, err := service.inMemory(t, options...).SendCode(t.Context(), ada)
		failure := failureOf(t, response, err)
		if failure.Reason != nopass.ReasonStoreUnavailable || failure.RetryAfter != time.Minute {
			t.Error(failure)
		}
		if time.Since(start) != 0 || service.calls() != 1 {
			t.Errorf("took %s and %d tries", time.Since(start), service.calls())
		}
	})
}

func TestAllTriesKeepToOneDeadline(t *testing.T) {
	slow := func(ctx context.Context) (*nopassv1.SendCodeResponse, error) {
		time.Sleep(900 * time.Millisecond)
		return refusal{reason: nopass.ReasonStoreUnavailable}.toSend(ctx)
	}
	inBubble(t, func(t *testing.T, options ...nopass.Option) {
		service := &fakeNoPass{sendCode: sendAnswers{slow}}
		client := service.inMemory(t, append(options, nopass.WithMaxRetries(50))...)
		for want, callOptions := range map[time.Duration][]nopass.CallOption{
			10 * time.Second: nil,
			5 * time.Second:  {nopass.WithTimeout(5 * time.Second)},
			20 * time.Second: {nopass.WithTimeout(20 * time.Second)},
		} {
			service.left = nil
			start := time.Now()
			_, err := client.SendCode(t.Context(), ada, callOptions...)
			if took := time.Since(start); err == nil || took > want+time.Second || took < want-3*time.Second {
				t.Errorf("%s: took %s, %v", want, took, err)
			}
			isFalling := slices.IsSortedFunc(service.left, func(a, b time.Duration) int { return int(b - a) })
			if !isFalling || len(service.left) < 3 || service.left[0] > want {
				t.Errorf("%s: the service was given %v", want, service.left)
			}
		}
	})
}

func TestACallerGivesUpBetweenTwoTries(t *testing.T) {
	inBubble(t, func(t *testing.T, options ...nopass.Option) {
		refused := refusal{reason: nopass.ReasonStoreUnavailable, retryDelay: 5 * time.Second}
		service := &fakeNoPass{sendCode: sendAnswers{refused.toSend}}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		response, err := service.inMemory(t, options...).SendCode(ctx, ada)
		if failure := failureOf(t, response, err); failure.Reason != nopass.ReasonCanceled {
			t.Error(failure)
		}
		if time.Since(start) != time.Second || service.calls() != 1 {
			t.Errorf("took %s and %d tries", time.Since(start), service.calls())
		}
	})
}

func TestACallsOptionsAreChecked(t *testing.T) {
	service := &fakeNoPass{}
	_, err := service.inMemory(t).SendCode(t.Context(), ada, nopass.WithTimeout(-1))
	if err == nil || service.calls() != 0 {
		t.Errorf("got %v", err)
	}
}
