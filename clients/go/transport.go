package nopass

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"time"
)

// newHTTPClient makes the HTTP client of one service, and what closes its idle
// connections.
//
// The key is kept in a function, where no printer of values can find it, and
// added to a copy of each request, so that nothing above ever sees it. Redirects
// are not followed: they would take it to wherever they point.
func newHTTPClient(address *url.URL, apiKey string, s settings) (client *http.Client, closeIdle func()) {
	transport, closeIdle := s.transport, func() {}
	if transport == nil {
		own := newTransport(address, s)
		transport, closeIdle = own, own.CloseIdleConnections
	}
	send := func(request *http.Request) (*http.Response, error) {
		authorized := *request
		authorized.Header = request.Header.Clone()
		authorized.Header.Set("Authorization", "Bearer "+apiKey)
		response, err := transport.RoundTrip(&authorized)
		if err == nil {
			noteAnswer(request.Context(), response)
		}
		return response, err
	}
	return &http.Client{
		Transport:     roundTripFunc(send),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, closeIdle
}

func newTransport(address *url.URL, s settings) *http.Transport {
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment,
		// A connection may be waited for as long as a call may take, which has its own deadline.
		DialContext:            (&net.Dialer{Timeout: 30 * time.Second}).DialContext,
		TLSClientConfig:        s.tls.Clone(),
		Protocols:              protocolsFor(address, s),
		DisableCompression:     true,
		MaxIdleConnsPerHost:    100,
		MaxResponseHeaderBytes: maxAnswerBytes,
		// An AWS load balancer forgets a connection that was idle for 60 seconds: ours has to end first.
		IdleConnTimeout: 50 * time.Second,
		// A connection that has been silent for so long is tried with a PING, and replaced if it is dead.
		HTTP2: &http.HTTP2Config{SendPingTimeout: 20 * time.Second, PingTimeout: 3 * time.Second},
	}
}

func protocolsFor(address *url.URL, s settings) *http.Protocols {
	protocols := new(http.Protocols)
	switch {
	case s.http1:
		protocols.SetHTTP1(true)
	case address.Scheme == "http":
		// Together with HTTP/1.1 it would never be chosen.
		protocols.SetUnencryptedHTTP2(true)
	default:
		protocols.SetHTTP1(!s.grpc)
		protocols.SetHTTP2(true)
	}
	return protocols
}

// answer is what the HTTP client saw of one try's answer. Connect's own account
// of it lacks the headers where a proxy answered a gRPC call.
type answer struct {
	retryAfter string
}

type answerKey struct{}

func withAnswer(ctx context.Context) (context.Context, *answer) {
	noted := &answer{}
	return context.WithValue(ctx, answerKey{}, noted), noted
}

func noteAnswer(ctx context.Context, response *http.Response) {
	if noted, ok := ctx.Value(answerKey{}).(*answer); ok {
		noted.retryAfter = response.Header.Get("Retry-After")
	}
}

type roundTripFunc func(*http.Request) (*http.Response, error)

func (f roundTripFunc) RoundTrip(request *http.Request) (*http.Response, error) { return f(request) }
