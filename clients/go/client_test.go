package nopass_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"

	nopass "github.com/nopass/nopass/clients/go"
	nopassv1 "github.com/nopass/nopass/clients/go/gen/nopass/v1"
)

func TestSendCodeTakesEveryFieldAndReturnsEveryField(t *testing.T) {
	forEachKind(t, func(t *testing.T, options ...nopass.Option) {
		service := &fakeNoPass{}
		got, err := newClient(t, service.start(t), options...).SendCode(t.Context(), nopass.SendCodeRequest{
			Email: "ada@example.com", TTL: 90 * time.Second, Locale: "de-CH", Purpose: "delete-account",
			Nonce: "nonce", IdempotencyKey: strings.Repeat("k", 22), ChallengeID: "nc1_earlier",
			ClientIP: "192.0.2.7", KnownDevice: "nd1_device", Stranger: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		wantSent := &nopassv1.SendCodeRequest{
			Email: "ada@example.com", Ttl: durationpb.New(90 * time.Second), Locale: "de-CH",
			Purpose: "delete-account", Nonce: "nonce", IdempotencyKey: strings.Repeat("k", 22),
			ChallengeId: "nc1_earlier", ClientIp: "192.0.2.7", KnownDevice: "nd1_device", Stranger: true,
		}
		if !proto.Equal(service.sent[0], wantSent) {
			t.Errorf("the service was sent %v", service.sent[0])
		}
		want := &nopass.SendCodeResponse{
			ChallengeID: "nc1_challenge", ExpireTime: noon.Add(5 * time.Minute),
			ResendTime: noon.Add(30 * time.Second), CodeLength: 6, CodeAlphabet: nopass.Digits,
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
		if got := service.headers[0].Get("Authorization"); got != "Bearer "+testKey {
			t.Errorf("the service was shown %q", got)
		}
	})
}

func TestVerifyCodeTakesEveryFieldAndReturnsEveryField(t *testing.T) {
	forEachKind(t, func(t *testing.T, options ...nopass.Option) {
		answer := func(ctx context.Context) (*nopassv1.VerifyCodeResponse, error) {
			response, err := codeRight(ctx)
			response.Test = true
			return response, err
		}
		service := &fakeNoPass{verifyCode: verifyAnswers{answer}}
		got, err := newClient(t, service.start(t), options...).VerifyCode(t.Context(), nopass.VerifyCodeRequest{
			ChallengeID: "nc1_challenge", Code: "012 345", AttemptID: strings.Repeat("a", 22),
		})
		if err != nil {
			t.Fatal(err)
		}
		wantJudged := &nopassv1.VerifyCodeRequest{
			ChallengeId: "nc1_challenge", Code: "012 345", AttemptId: strings.Repeat("a", 22),
		}
		if !proto.Equal(service.judged[0], wantJudged) {
			t.Errorf("the service was sent %v", service.judged[0])
		}
		want := &nopass.VerifyCodeResponse{
			Email: "ada@example.com", Purpose: "sign-in", VerifyTime: noon, Receipt: "header.claims.signature",
			ReceiptExpireTime: noon.Add(5 * time.Minute), KnownDevice: "nd1_device", Test: true,
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	})
}

func TestEachCallMakesAnIDOfItsOwn(t *testing.T) {
	service := &fakeNoPass{}
	client := newClient(t, service.start(t))
	for range 2 {
		_, errSend := client.SendCode(t.Context(), ada)
		_, errVerify := client.VerifyCode(t.Context(), guess)
		if err := errors.Join(errSend, errVerify); err != nil {
			t.Fatal(err)
		}
	}
	ids := map[string]bool{}
	for i := range 2 {
		for _, id := range []string{service.sent[i].GetIdempotencyKey(), service.judged[i].GetAttemptId()} {
			if !regexp.MustCompile(`^[\w-]{22}$`).MatchString(id) {
				t.Errorf("%q is no id", id)
			}
			ids[id] = true
		}
	}
	if len(ids) != 4 {
		t.Errorf("of 4 ids, %d differ", len(ids))
	}
}

func TestFieldsThatAreLeftOutAreNotSent(t *testing.T) {
	service := &fakeNoPass{}
	client := newClient(t, service.start(t))
	if _, err := client.SendCode(t.Context(), nopass.SendCodeRequest{ChallengeID: "nc1_earlier"}); err != nil {
		t.Fatal(err)
	}
	want := &nopassv1.SendCodeRequest{ChallengeId: "nc1_earlier", IdempotencyKey: service.sent[0].GetIdempotencyKey()}
	if !proto.Equal(service.sent[0], want) {
		t.Errorf("the service was sent %v", service.sent[0])
	}
}

func TestAnUnknownAlphabetIsTakenForTheWiderOne(t *testing.T) {
	answer := func(ctx context.Context) (*nopassv1.SendCodeResponse, error) {
		response, err := codeSent(ctx)
		response.CodeAlphabet = 99
		return response, err
	}
	service := &fakeNoPass{sendCode: sendAnswers{answer}}
	response, err := newClient(t, service.start(t)).SendCode(t.Context(), ada)
	if err != nil || response.CodeAlphabet != nopass.Base32 {
		t.Errorf("got %+v, %v", response, err)
	}
}

func TestTheHTTPVersionIsTheOneThatWasAskedFor(t *testing.T) {
	for _, test := range []struct {
		name    string
		options []nopass.Option
		want    string
	}{
		{"Connect", nil, "HTTP/2.0 application/proto"},
		{"HTTP/1.1", []nopass.Option{nopass.WithHTTP1()}, "HTTP/1.1 application/proto"},
		{"gRPC", []nopass.Option{nopass.WithGRPC()}, "HTTP/2.0 application/grpc"},
	} {
		var got string
		handler := (&fakeNoPass{}).handler()
		spy := http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
			got = request.Proto + " " + request.Header.Get("Content-Type")
			handler.ServeHTTP(writer, request)
		})
		if _, err := newClient(t, serve(t, spy), test.options...).SendCode(t.Context(), ada); err != nil {
			t.Error(err)
		}
		if got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

func TestOverTLS(t *testing.T) {
	for _, kind := range clientKinds {
		service := &fakeNoPass{}
		server := httptest.NewUnstartedServer(service.handler())
		server.EnableHTTP2 = true
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.StartTLS()
		t.Cleanup(server.Close)
		authorities := x509.NewCertPool()
		authorities.AddCert(server.Certificate())
		trust := nopass.WithTLSConfig(&tls.Config{RootCAs: authorities})

		client := newClient(t, server.URL, append(kind.options, trust)...)
		if _, err := client.SendCode(t.Context(), ada); err != nil {
			t.Errorf("%s: %v", kind.name, err)
		}
		response, err := newClient(t, server.URL, append(kind.options, nopass.WithMaxRetries(0))...).SendCode(t.Context(), ada)
		if failure := failureOf(t, response, err); failure.Reason != nopass.ReasonUnreachable {
			t.Errorf("%s: a stranger's certificate: %v", kind.name, failure)
		}
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	forEachKind(t, func(t *testing.T, options ...nopass.Option) {
		elsewhere := &fakeNoPass{}
		url := elsewhere.start(t)
		proxy := serve(t, http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
			http.Redirect(writer, request, url+request.URL.Path, http.StatusTemporaryRedirect)
		}))
		response, err := newClient(t, proxy, options...).SendCode(t.Context(), ada)
		if failure := failureOf(t, response, err); failure.Reason != nopass.ReasonUnknown {
			t.Error(failure)
		}
		if elsewhere.calls() != 0 {
			t.Error("the key was taken elsewhere")
		}
	})
}

func TestNewRefusesWhatCannotWork(t *testing.T) {
	for _, test := range []struct {
		url, key string
		option   nopass.Option
		want     string
	}{
		{url: "", want: "URL is missing"},
		{url: "localhost:3600", want: "does not start with"},
		{url: "/nopass", want: "does not start with"},
		{url: "https://", want: "no host"},
		{url: "https://a b", want: "not a URL"},
		{url: "https://ada:hunter2@localhost", want: "does not belong there"},
		{url: "https://localhost?a=b", want: "does not belong there"},
		{url: "https://localhost", key: " ", want: "key contains white space"},
		{url: "https://localhost", key: "sk_live_abc", want: "does not start with np_"},
		{url: "https://localhost", key: "np_test_sk_k_s\n", want: "key contains white space"},
		{url: "https://localhost", option: nopass.WithTimeout(0), want: "timeout"},
		{url: "https://localhost", option: nopass.WithTimeout(25 * time.Hour), want: "timeout"},
		{url: "https://localhost", option: nopass.WithMaxRetries(-1), want: "retries"},
	} {
		if test.key == "" {
			test.key = testKey
		}
		var options []nopass.Option
		if test.option != nil {
			options = append(options, test.option)
		}
		client, err := nopass.New(test.url, test.key, options...)
		if client != nil || err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s, %q: got %v, want %q", test.url, test.key, err, test.want)
		}
		if err != nil && (strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "sk_k_s")) {
			t.Errorf("a secret is in %q", err)
		}
	}
	if _, err := nopass.New("https://localhost", ""); err == nil || !strings.Contains(err.Error(), "missing") {
		t.Errorf("no key: %v", err)
	}
	for _, options := range [][]nopass.Option{
		{nopass.WithGRPC(), nopass.WithHTTP1()},
		{nopass.WithTransport(http.DefaultTransport), nopass.WithHTTP1()},
		{nopass.WithTransport(http.DefaultTransport), nopass.WithTLSConfig(&tls.Config{})},
	} {
		if _, err := nopass.New("https://localhost", testKey, options...); err == nil {
			t.Error("options that exclude each other are accepted")
		}
	}
}

func TestNobodyFindsTheKeyInAClient(t *testing.T) {
	client := newClient(t, "https://nopass.example.com", nopass.WithTransport(inMemory{}))
	var logged strings.Builder
	slog.New(slog.NewTextHandler(&logged, nil)).Info("made", "client", client)
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("made", "client", client)
	asJSON, err := json.Marshal(client)
	if err != nil {
		t.Fatal(err)
	}
	shown := []string{logged.String(), string(asJSON)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		shown = append(shown, fmt.Sprintf(verb, client), fmt.Sprintf(verb, *client), fmt.Sprintf(verb, struct{ C any }{client}))
	}
	for _, text := range shown {
		if strings.Contains(text, "secretcanary") || strings.Contains(text, fmt.Sprintf("%x", "secretcanary")) {
			t.Errorf("the key is in %s", text)
		}
	}
}

func TestErrorsHoldNothingSecret(t *testing.T) {
	secrets := map[string]string{
		"key": testKey, "email": "ada.canary@example.com", "nonce": "noncecanary", "challenge": "nc1_challengecanary",
		"code": "424242", "idempotency key": strings.Repeat("i", 22), "attempt": strings.Repeat("a", 22),
		"address": "192.0.2.77", "device": "nd1_devicecanary",
	}
	var everything strings.Builder
	for _, secret := range secrets {
		everything.WriteString(secret + " ")
	}
	forEachKind(t, func(t *testing.T, options ...nopass.Option) {
		// A proxy that repeats all that it was told, as only a broken one does.
		proxy := serve(t, http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
			writer.Header().Set("X-Echo", everything.String())
			writer.Header().Set("Content-Type", "application/json")
			writer.Header().Set("Grpc-Status", "9")
			writer.Header().Set("Grpc-Message", everything.String())
			if strings.HasPrefix(request.Header.Get("Content-Type"), "application/grpc") {
				writer.Header().Set("Content-Type", "application/grpc")
				return
			}
			writer.WriteHeader(http.StatusBadRequest)
			_ = json.NewEncoder(writer).Encode(map[string]string{"code": "aborted", "message": everything.String()})
		}))
		client := newClient(t, proxy, options...)
		sent, errSend := client.SendCode(t.Context(), nopass.SendCodeRequest{
			Email: secrets["email"], Nonce: secrets["nonce"], IdempotencyKey: secrets["idempotency key"],
			ChallengeID: secrets["challenge"], ClientIP: secrets["address"], KnownDevice: secrets["device"],
		})
		judged, errVerify := client.VerifyCode(t.Context(), nopass.VerifyCodeRequest{
			ChallengeID: secrets["challenge"], Code: secrets["code"], AttemptID: secrets["attempt"],
		})
		sendSecrets := []string{"key", "email", "nonce", "challenge", "idempotency key", "address", "device"}
		verifySecrets := []string{"key", "challenge", "code", "attempt"}
		for failure, names := range map[*nopass.Error][]string{
			failureOf(t, sent, errSend):     sendSecrets,
			failureOf(t, judged, errVerify): verifySecrets,
		} {
			var shown strings.Builder
			for err := error(failure); err != nil; err = errors.Unwrap(err) {
				fmt.Fprintf(&shown, "%v %+v %#v ", err, err, err)
			}
			if !strings.Contains(shown.String(), "[redacted]") {
				t.Errorf("the cause is lost: %s", &shown)
			}
			for _, name := range names {
				if strings.Contains(shown.String(), secrets[name]) {
					t.Errorf("the %s is in %s", name, &shown)
				}
			}
		}
	})
}

func TestACloseEndsWhatIsUnderWayAndAllThatFollows(t *testing.T) {
	forEachKind(t, func(t *testing.T, options ...nopass.Option) {
		arrived := make(chan struct{}, 1)
		service := &fakeNoPass{sendCode: sendAnswers{func(ctx context.Context) (*nopassv1.SendCodeResponse, error) {
			arrived <- struct{}{}
			<-ctx.Done()
			return nil, ctx.Err()
		}}}
		client := newClient(t, service.start(t), options...)
		failures := make(chan error)
		go func() {
			_, err := client.SendCode(context.Background(), ada)
			failures <- err
		}()
		<-arrived
		if err := client.Close(); err != nil {
			t.Fatal(err)
		}
		_, later := client.SendCode(t.Context(), ada)
		for _, err := range []error{<-failures, later} {
			failure := failureOf[nopass.SendCodeResponse](t, nil, err)
			if failure.Reason != nopass.ReasonCanceled || !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		}
		if service.calls() != 1 {
			t.Error("a closed client called")
		}
	})
}
