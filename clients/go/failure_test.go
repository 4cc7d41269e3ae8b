package nopass_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"reflect"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"connectrpc.com/connect/v2"
	"google.golang.org/genproto/googleapis/rpc/errdetails"

	nopass "github.com/nopass/nopass/clients/go"
	nopassv1 "github.com/nopass/nopass/clients/go/gen/nopass/v1"
)

func TestEachRefusalHasItsReason(t *testing.T) {
	forEachKind(t, func(t *testing.T, options ...nopass.Option) {
		for reason := range codes {
			service := &fakeNoPass{sendCode: sendAnswers{refusal{reason: reason}.toSend}}
			client := newClient(t, service.start(t), append(options, nopass.WithMaxRetries(0))...)
			response, err := client.SendCode(t.Context(), ada)
			failure := failureOf(t, response, err)
			if failure.Reason != reason || failure.AttemptsLeft != -1 || failure.RetryAfter != 0 {
				t.Errorf("%s: got %#v", reason, failure)
			}
			if !strings.HasPrefix(err.Error(), "nopass: "+string(reason)+": ") || strings.Contains(err.Error(), "said by") {
				t.Errorf("%s: got %q", reason, err)
			}
		}
	})
}

func TestARefusalComesWithItsFacts(t *testing.T) {
	violations := []*errdetails.BadRequest_FieldViolation{
		{Field: "ttl", Description: "must be at least 30 seconds"},
		{Field: "locale", Description: "must be a BCP 47 tag"},
	}
	tests := []struct {
		name    string
		refusal refusal
		want    nopass.Error
	}{
		{
			"how many attempts are left",
			refusal{reason: nopass.ReasonCodeRejected, metadata: map[string]string{"attempts_left": "2"}},
			nopass.Error{Reason: nopass.ReasonCodeRejected, AttemptsLeft: 2},
		},
		{
			"that none is left",
			refusal{reason: nopass.ReasonCodeRejected, metadata: map[string]string{"attempts_left": "0"}},
			nopass.Error{Reason: nopass.ReasonCodeRejected},
		},
		{
			"where a mail that may still arrive can be judged",
			refusal{reason: nopass.ReasonDeliveryUnknown, metadata: map[string]string{"challenge_id": "nc1_late"}},
			nopass.Error{Reason: nopass.ReasonDeliveryUnknown, AttemptsLeft: -1, ChallengeID: "nc1_late"},
		},
		{
			"how long to wait",
			refusal{reason: nopass.ReasonCoolingDown, retryDelay: 29_500 * time.Millisecond, retryAfter: "30"},
			nopass.Error{Reason: nopass.ReasonCoolingDown, AttemptsLeft: -1, RetryAfter: 29_500 * time.Millisecond},
		},
		{
			"how long to wait, from the header alone",
			refusal{reason: nopass.ReasonCoolingDown, retryAfter: "30"},
			nopass.Error{Reason: nopass.ReasonCoolingDown, AttemptsLeft: -1, RetryAfter: 30 * time.Second},
		},
		{
			"every field that broke its rule",
			refusal{reason: nopass.ReasonRequestInvalid, violations: violations},
			nopass.Error{Reason: nopass.ReasonRequestInvalid, AttemptsLeft: -1, Violations: []nopass.Violation{
				{Field: "ttl", Description: "must be at least 30 seconds"},
				{Field: "locale", Description: "must be a BCP 47 tag"},
			}},
		},
		{
			"that a reason of a later version is not known",
			refusal{reason: "MOON_PHASE", code: connect.CodeUnavailable},
			nopass.Error{Reason: nopass.ReasonUnknown, AttemptsLeft: -1},
		},
		{
			"that the reason is not stated",
			refusal{reason: "UNSPECIFIED", code: connect.CodeUnavailable},
			nopass.Error{Reason: nopass.ReasonUnknown, AttemptsLeft: -1},
		},
		{
			"that another service's reason is not ours",
			refusal{reason: nopass.ReasonCodeRejected, domain: "example.com"},
			nopass.Error{Reason: nopass.ReasonUnknown, AttemptsLeft: -1},
		},
	}
	forEachKind(t, func(t *testing.T, options ...nopass.Option) {
		for _, test := range tests {
			service := &fakeNoPass{verifyCode: verifyAnswers{test.refusal.toVerify}}
			response, err := newClient(t, service.start(t), options...).VerifyCode(t.Context(), guess)
			got := failureOf(t, response, err)
			facts := nopass.Error{
				Reason: got.Reason, RetryAfter: got.RetryAfter, AttemptsLeft: got.AttemptsLeft,
				ChallengeID: got.ChallengeID, Violations: got.Violations,
			}
			if !reflect.DeepEqual(facts, test.want) {
				t.Errorf("%s: got %#v, want %#v", test.name, facts, test.want)
			}
			if service.calls() != 1 {
				t.Errorf("%s: tried %d times", test.name, service.calls())
			}
		}
	})
}

func TestAStoppedServiceIsUnreachable(t *testing.T) {
	forEachKind(t, func(t *testing.T, options ...nopass.Option) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		_ = listener.Close()
		response, err := newClient(t, "http://"+listener.Addr().String(), options...).SendCode(t.Context(), ada)
		failure := failureOf(t, response, err)
		if failure.Reason != nopass.ReasonUnreachable || !errors.Is(err, syscall.ECONNREFUSED) {
			t.Error(err)
		}
		if !strings.Contains(err.Error(), "connection refused") {
			t.Errorf("%q does not say what failed", err)
		}
	})
}

func TestAConnectionThatBreaksIsTriedAgain(t *testing.T) {
	for name, breakIt := range map[string]func(net.Conn){
		"reset": func(connection net.Conn) { _ = connection.(*net.TCPConn).SetLinger(0) },
		"ended": func(net.Conn) {},
	} {
		t.Run(name, func(t *testing.T) {
			forEachKind(t, func(t *testing.T, options ...nopass.Option) {
				listener, err := net.Listen("tcp", "127.0.0.1:0")
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = listener.Close() })
				var opened atomic.Int32
				go func() {
					for {
						connection, err := listener.Accept()
						if err != nil {
							return
						}
						opened.Add(1)
						_, _ = connection.Read(make([]byte, 1024))
						breakIt(connection)
						_ = connection.Close()
					}
				}()
				response, err := newClient(t, "http://"+listener.Addr().String(), options...).SendCode(t.Context(), ada)
				if failure := failureOf(t, response, err); failure.Reason != nopass.ReasonUnreachable {
					t.Error(failure)
				}
				// net/http has a try of its own on top, where it knows that nothing was processed.
				if opened.Load() < 3 {
					t.Errorf("tried %d times", opened.Load())
				}
			})
		})
	}
}

func TestAnAnswerThatBreaksOffIsTriedAgain(t *testing.T) {
	forEachKind(t, func(t *testing.T, options ...nopass.Option) {
		var tried atomic.Int32
		url := serve(t, http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
			tried.Add(1)
			_, _ = io.Copy(io.Discard, request.Body)
			writer.Header().Set("Content-Type", request.Header.Get("Content-Type"))
			writer.Header().Set("Content-Length", "100")
			_, _ = writer.Write([]byte{0, 0, 0, 0, 95, 10})
			_ = http.NewResponseController(writer).Flush()
			panic(http.ErrAbortHandler)
		}))
		response, err := newClient(t, url, options...).SendCode(t.Context(), ada)
		if failure := failureOf(t, response, err); failure.Reason != nopass.ReasonUnreachable {
			t.Error(failure)
		}
		if tried.Load() != 3 {
			t.Errorf("tried %d times", tried.Load())
		}
	})
}

func TestAProxysPageIsNoAnswer(t *testing.T) {
	tests := []struct {
		status int
		want   nopass.Reason
		tries  int32
	}{
		{http.StatusBadGateway, nopass.ReasonUnreachable, 3},
		{http.StatusServiceUnavailable, nopass.ReasonUnreachable, 3},
		{http.StatusGatewayTimeout, nopass.ReasonUnreachable, 3},
		{http.StatusNotFound, nopass.ReasonUnknown, 1},
		{http.StatusForbidden, nopass.ReasonUnknown, 1},
		{http.StatusOK, nopass.ReasonUnknown, 1},
	}
	forEachKind(t, func(t *testing.T, options ...nopass.Option) {
		for _, test := range tests {
			var tried atomic.Int32
			url := serve(t, http.HandlerFunc(func(writer http.ResponseWriter, _ *http.Request) {
				tried.Add(1)
				writer.Header().Set("Content-Type", "text/html")
				writer.WriteHeader(test.status)
				_, _ = writer.Write([]byte("<h1>It works!</h1>"))
			}))
			response, err := newClient(t, url, options...).SendCode(t.Context(), ada)
			if failure := failureOf(t, response, err); failure.Reason != test.want || tried.Load() != test.tries {
				t.Errorf("%d: got %v after %d tries", test.status, failure, tried.Load())
			}
		}
	})
}

func TestAnAnswerThatLacksSomethingIsNotUnderstood(t *testing.T) {
	forEachKind(t, func(t *testing.T, options ...nopass.Option) {
		service := &fakeNoPass{
			sendCode: sendAnswers{func(context.Context) (*nopassv1.SendCodeResponse, error) {
				return &nopassv1.SendCodeResponse{}, nil
			}},
			verifyCode: verifyAnswers{func(context.Context) (*nopassv1.VerifyCodeResponse, error) {
				return &nopassv1.VerifyCodeResponse{}, nil
			}},
		}
		client := newClient(t, service.start(t), options...)
		sent, errSend := client.SendCode(t.Context(), ada)
		judged, errVerify := client.VerifyCode(t.Context(), guess)
		for _, failure := range []*nopass.Error{failureOf(t, sent, errSend), failureOf(t, judged, errVerify)} {
			if failure.Reason != nopass.ReasonUnknown {
				t.Error(failure)
			}
		}
		if service.calls() != 2 {
			t.Error("a call that was answered is repeated")
		}
	})
}

func TestAnAnswerThatIsTooLongIsNotRead(t *testing.T) {
	forEachKind(t, func(t *testing.T, options ...nopass.Option) {
		service := &fakeNoPass{sendCode: sendAnswers{func(ctx context.Context) (*nopassv1.SendCodeResponse, error) {
			response, err := codeSent(ctx)
			response.ChallengeId = strings.Repeat("x", 100_000)
			return response, err
		}}}
		response, err := newClient(t, service.start(t), options...).SendCode(t.Context(), ada)
		if failure := failureOf(t, response, err); failure.Reason != nopass.ReasonUnknown {
			t.Error(failure)
		}
	})
}

func TestTextsThatAreNotUTF8AreRefusedByName(t *testing.T) {
	service := &fakeNoPass{}
	client := newClient(t, service.start(t))
	sent, errSend := client.SendCode(t.Context(), nopass.SendCodeRequest{Email: "\xff@example.com", Nonce: "\xfe"})
	judged, errVerify := client.VerifyCode(t.Context(), nopass.VerifyCodeRequest{ChallengeID: "nc1_c", Code: "12\xff"})
	want := []nopass.Violation{{"email", "must be UTF-8"}, {"nonce", "must be UTF-8"}}
	if failure := failureOf(t, sent, errSend); !reflect.DeepEqual(failure.Violations, want) {
		t.Errorf("got %+v", failure.Violations)
	}
	if failure := failureOf(t, judged, errVerify); failure.Reason != nopass.ReasonRequestInvalid {
		t.Error(failure)
	}
	if service.calls() != 0 {
		t.Error("the service was called")
	}
}

func TestAServiceThatDoesNotAnswerInTime(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	forEachKind(t, func(t *testing.T, options ...nopass.Option) {
		slow := &fakeNoPass{sendCode: sendAnswers{waitForEver}}
		for name, url := range map[string]string{"hears nothing": "http://" + silent.Addr().String(), "thinks": slow.start(t)} {
			start := time.Now()
			client := newClient(t, url, append(options, nopass.WithTimeout(200*time.Millisecond))...)
			response, err := client.SendCode(t.Context(), ada)
			failure := failureOf(t, response, err)
			if failure.Reason != nopass.ReasonTimeout || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: %v", name, err)
			}
			if time.Since(start) > 2*time.Second {
				t.Errorf("%s: it took %s", name, time.Since(start))
			}
		}
		if slow.calls() != 1 {
			t.Errorf("tried %d times", slow.calls())
		}
	})
}

func TestTheServiceSaysItselfThatTimeIsUp(t *testing.T) {
	forEachKind(t, func(t *testing.T, options ...nopass.Option) {
		service := &fakeNoPass{sendCode: sendAnswers{func(context.Context) (*nopassv1.SendCodeResponse, error) {
			return nil, connect.NewError(connect.CodeDeadlineExceeded, "too late")
		}}}
		response, err := newClient(t, service.start(t), options...).SendCode(t.Context(), ada)
		failure := failureOf(t, response, err)
		if failure.Reason != nopass.ReasonTimeout || !errors.Is(err, context.DeadlineExceeded) || service.calls() != 1 {
			t.Errorf("got %v after %d tries", failure, service.calls())
		}
	})
}

func TestACallerGivesUp(t *testing.T) {
	wentHome := errors.New("went home")
	forEachKind(t, func(t *testing.T, options ...nopass.Option) {
		ctx, giveUp := context.WithCancelCause(t.Context())
		defer giveUp(nil)
		heard := make(chan struct{})
		service := &fakeNoPass{sendCode: sendAnswers{func(served context.Context) (*nopassv1.SendCodeResponse, error) {
			giveUp(wentHome)
			<-served.Done()
			close(heard)
			return nil, served.Err()
		}}}
		client := newClient(t, service.start(t), options...)
		response, err := client.SendCode(ctx, ada)
		failure := failureOf(t, response, err)
		if failure.Reason != nopass.ReasonCanceled || !errors.Is(err, context.Canceled) || !errors.Is(err, wentHome) {
			t.Error(err)
		}
		<-heard

		again, err := client.SendCode(ctx, ada)
		if failure := failureOf(t, again, err); failure.Reason != nopass.ReasonCanceled || service.calls() != 1 {
			t.Errorf("given up before: %v after %d tries", failure, service.calls())
		}
	})
}

func TestTheContextsDeadlineHoldsToo(t *testing.T) {
	service := &fakeNoPass{sendCode: sendAnswers{waitForEver}}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	response, err := newClient(t, service.start(t)).SendCode(ctx, ada)
	if failure := failureOf(t, response, err); failure.Reason != nopass.ReasonTimeout {
		t.Error(failure)
	}
}

func waitForEver(ctx context.Context) (*nopassv1.SendCodeResponse, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}
