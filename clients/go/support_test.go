package nopass_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"
	"connectrpc.com/connect/v2/connectproto"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	nopass "github.com/nopass/nopass/clients/go"
	nopassv1 "github.com/nopass/nopass/clients/go/gen/nopass/v1"
	"github.com/nopass/nopass/clients/go/gen/nopass/v1/nopassv1connect"
)

const testKey = "np_test_sk_k_secretcanary"

// The time at which the fake answers and receipts are issued.
var noon = time.Date(2026, 6, 1, 12, 0, 0, 250_000_000, time.UTC)

// The ways to call that every promise is tested with.
var clientKinds = []struct {
	name    string
	options []nopass.Option
}{
	{"Connect", nil},
	{"Connect over HTTP/1.1", []nopass.Option{nopass.WithHTTP1()}},
	{"gRPC", []nopass.Option{nopass.WithGRPC()}},
}

func forEachKind(t *testing.T, test func(t *testing.T, options ...nopass.Option)) {
	for _, kind := range clientKinds {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			test(t, kind.options...)
		})
	}
}

func newClient(t *testing.T, url string, options ...nopass.Option) *nopass.Client {
	t.Helper()
	client, err := nopass.New(url, testKey, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// failureOf returns the Error that a call has to have failed with.
func failureOf[T any](t *testing.T, response *T, err error) *nopass.Error {
	t.Helper()
	failure, ok := errors.AsType[*nopass.Error](err)
	if !ok || response != nil {
		t.Fatalf("got %v and %v, want only an *Error", response, err)
	}
	return failure
}

// fakeNoPass is a NoPassService that keeps to a script, and remembers what it
// was asked.
type fakeNoPass struct {
	// The answers, call by call; the last one is given again for ever.
	sendCode   []func(context.Context) (*nopassv1.SendCodeResponse, error)
	verifyCode []func(context.Context) (*nopassv1.VerifyCodeResponse, error)

	mutex   sync.Mutex
	sent    []*nopassv1.SendCodeRequest
	judged  []*nopassv1.VerifyCodeRequest
	headers []http.Header
	at      []time.Time
	left    []time.Duration
}

func (f *fakeNoPass) SendCode(
	ctx context.Context,
	request *nopassv1.SendCodeRequest,
) (*nopassv1.SendCodeResponse, error) {
	f.note(ctx)
	f.mutex.Lock()
	number := len(f.sent)
	f.sent = append(f.sent, proto.CloneOf(request))
	f.mutex.Unlock()
	if f.sendCode == nil {
		return codeSent(ctx)
	}
	return f.sendCode[min(number, len(f.sendCode)-1)](ctx)
}

func (f *fakeNoPass) VerifyCode(
	ctx context.Context,
	request *nopassv1.VerifyCodeRequest,
) (*nopassv1.VerifyCodeResponse, error) {
	f.note(ctx)
	f.mutex.Lock()
	number := len(f.judged)
	f.judged = append(f.judged, proto.CloneOf(request))
	f.mutex.Unlock()
	if f.verifyCode == nil {
		return codeRight(ctx)
	}
	return f.verifyCode[min(number, len(f.verifyCode)-1)](ctx)
}

func (f *fakeNoPass) note(ctx context.Context) {
	info, _ := connect.CallInfoForServerContext(ctx)
	header := http.Header{}
	for name, values := range info.RequestHeader().All() {
		header[http.CanonicalHeaderKey(name)] = values
	}
	deadline, _ := ctx.Deadline()
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.headers = append(f.headers, header)
	f.at = append(f.at, time.Now())
	f.left = append(f.left, time.Until(deadline))
}

func (f *fakeNoPass) calls() int {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return len(f.at)
}

func (f *fakeNoPass) handler() http.Handler {
	server := connect.NewServer()
	nopassv1connect.RegisterNoPassServiceHandler(server, f)
	mux := http.NewServeMux()
	connecthttp.Mount(mux, server)
	return mux
}

// start serves the fake on one port for one test, and returns its URL.
func (f *fakeNoPass) start(t *testing.T) string {
	t.Helper()
	return serve(t, f.handler())
}

func serve(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.Protocols = new(http.Protocols)
	server.Config.Protocols.SetHTTP1(true)
	server.Config.Protocols.SetUnencryptedHTTP2(true)
	server.Start()
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server.URL
}

// inMemory answers requests by a handler, without a network, for tests in which
// the time stands still.
type inMemory struct{ handler http.Handler }

func (m inMemory) RoundTrip(request *http.Request) (*http.Response, error) {
	recorder := httptest.NewRecorder()
	m.handler.ServeHTTP(recorder, request)
	if err := request.Context().Err(); err != nil {
		return nil, err
	}
	return recorder.Result(), nil
}

func codeSent(context.Context) (*nopassv1.SendCodeResponse, error) {
	return &nopassv1.SendCodeResponse{
		ChallengeId:  "nc1_challenge",
		ExpireTime:   timestamppb.New(noon.Add(5 * time.Minute)),
		ResendTime:   timestamppb.New(noon.Add(30 * time.Second)),
		CodeLength:   6,
		CodeAlphabet: nopassv1.CodeAlphabet_CODE_ALPHABET_DIGITS,
	}, nil
}

func codeRight(context.Context) (*nopassv1.VerifyCodeResponse, error) {
	return &nopassv1.VerifyCodeResponse{
		Email:             "ada@example.com",
		Purpose:           "sign-in",
		VerifyTime:        timestamppb.New(noon),
		Receipt:           "header.claims.signature",
		ReceiptExpireTime: timestamppb.New(noon.Add(5 * time.Minute)),
		KnownDevice:       "nd1_device",
	}, nil
}

var codes = map[nopass.Reason]connect.Code{
	nopass.ReasonRequestInvalid:       connect.CodeInvalidArgument,
	nopass.ReasonEmailInvalid:         connect.CodeInvalidArgument,
	nopass.ReasonKeyUnknown:           connect.CodeUnauthenticated,
	nopass.ReasonKeyForbidden:         connect.CodePermissionDenied,
	nopass.ReasonCoolingDown:          connect.CodeResourceExhausted,
	nopass.ReasonAddressLimited:       connect.CodeResourceExhausted,
	nopass.ReasonAddressUndeliverable: connect.CodeFailedPrecondition,
	nopass.ReasonCallerLimited:        connect.CodeResourceExhausted,
	nopass.ReasonDeliveryFailed:       connect.CodeUnavailable,
	nopass.ReasonDeliveryUnknown:      connect.CodeUnavailable,
	nopass.ReasonStoreUnavailable:     connect.CodeUnavailable,
	nopass.ReasonOverloaded:           connect.CodeUnavailable,
	nopass.ReasonCodeRejected:         connect.CodePermissionDenied,
	nopass.ReasonChallengeExpired:     connect.CodeFailedPrecondition,
	nopass.ReasonChallengeClosed:      connect.CodeFailedPrecondition,
	nopass.ReasonChallengeUnknown:     connect.CodeNotFound,
	nopass.ReasonInternal:             connect.CodeInternal,
}

// refusal is one of the service's, with what comes beside its reason.
type refusal struct {
	code       connect.Code // the one of the reason, unless given
	reason     nopass.Reason
	domain     string
	metadata   map[string]string
	retryDelay time.Duration
	retryAfter string
	violations []*errdetails.BadRequest_FieldViolation
}

func (r refusal) err(ctx context.Context) error {
	code, domain := r.code, r.domain
	if code == 0 {
		code = codes[r.reason]
	}
	if domain == "" {
		domain = "nopass.v1"
	}
	if r.retryAfter != "" {
		info, _ := connect.CallInfoForServerContext(ctx)
		info.ResponseHeader().Set("Retry-After", r.retryAfter)
	}
	details := []proto.Message{
		&errdetails.ErrorInfo{Reason: string(r.reason), Domain: domain, Metadata: r.metadata},
	}
	if r.retryDelay != 0 {
		details = append(details, &errdetails.RetryInfo{RetryDelay: durationpb.New(r.retryDelay)})
	}
	if r.violations != nil {
		details = append(details, &errdetails.BadRequest{FieldViolations: r.violations})
	}
	failure := connect.NewError(code, "said by the service")
	for _, detail := range details {
		packed, err := connectproto.NewErrorDetail(detail)
		if err != nil {
			return err
		}
		failure = failure.WithDetail(packed)
	}
	return failure
}

func (r refusal) toSend(ctx context.Context) (*nopassv1.SendCodeResponse, error) {
	return nil, r.err(ctx)
}

func (r refusal) toVerify(ctx context.Context) (*nopassv1.VerifyCodeResponse, error) {
	return nil, r.err(ctx)
}

type sendAnswers = []func(context.Context) (*nopassv1.SendCodeResponse, error)

type verifyAnswers = []func(context.Context) (*nopassv1.VerifyCodeResponse, error)

var ada = nopass.SendCodeRequest{Email: "ada@example.com"}

var guess = nopass.VerifyCodeRequest{ChallengeID: "nc1_challenge", Code: "012345"}
