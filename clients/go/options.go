package nopass

import (
	"crypto/tls"
	"errors"
	"net/http"
	"time"

	"connectrpc.com/connect/v2/connecthttp"
)

// Option sets up a [Client].
type Option interface {
	applyToClient(*settings)
}

// CallOption sets up one call of a [Client].
type CallOption interface {
	applyToCall(*patience)
}

// TimeoutOption is an [Option] and a [CallOption].
type TimeoutOption time.Duration

// WithTimeout sets how long a call may take, with its retries and the waits
// between them. Default: 10 seconds. An earlier deadline of the call's context
// holds as well.
func WithTimeout(timeout time.Duration) TimeoutOption { return TimeoutOption(timeout) }

// WithMaxRetries sets how often a call is repeated where that is safe.
// Default: 2.
func WithMaxRetries(retries int) Option {
	return option(func(s *settings) { s.patience.maxRetries = retries })
}

// WithGRPC calls the service over gRPC instead of Connect. It needs HTTP/2 all
// the way, and proxies that let trailers through.
func WithGRPC() Option {
	return option(func(s *settings) { s.grpc = true })
}

// WithHTTP1 calls the service over HTTP/1.1, where a proxy on the way speaks
// nothing else. Default: for https: what both sides speak, and for http: HTTP/2
// by prior knowledge.
func WithHTTP1() Option {
	return option(func(s *settings) { s.http1 = true })
}

// WithTLSConfig is for a private authority (RootCAs), or for a client
// certificate (Certificates) where the service asks for mutual TLS.
func WithTLSConfig(config *tls.Config) Option {
	return option(func(s *settings) { s.tls = config })
}

// WithTransport sends every request by this transport, such as one that traces
// them, instead of the client's own. It sees the API key, addresses and codes,
// is not closed with the client, and has to speak the HTTP version that is
// needed: HTTP/2 for gRPC, and for http: URLs whatever it chooses.
func WithTransport(transport http.RoundTripper) Option {
	return option(func(s *settings) { s.transport = transport })
}

type option func(*settings)

func (o option) applyToClient(s *settings) { o(s) }

func (o TimeoutOption) applyToClient(s *settings) { s.patience.timeout = time.Duration(o) }

func (o TimeoutOption) applyToCall(p *patience) { p.timeout = time.Duration(o) }

// settings is what the options of a client come to.
type settings struct {
	patience  patience
	grpc      bool
	http1     bool
	tls       *tls.Config
	transport http.RoundTripper
}

func (s *settings) check() error {
	if s.grpc && s.http1 {
		return errors.New("nopass: gRPC needs HTTP/2")
	}
	if s.transport != nil && (s.tls != nil || s.http1) {
		return errors.New("nopass: a transport of your own brings its TLS and HTTP version along")
	}
	return s.patience.check()
}

func (s *settings) protocolOptions() []connecthttp.Option {
	options := []connecthttp.Option{
		// Answers are under 4 KB: a longer one is not the service's, and compressing one costs more than it saves.
		connecthttp.WithReadMaxBytes(maxAnswerBytes),
		connecthttp.WithCompressors(),
	}
	if s.grpc {
		options = append(options, connecthttp.WithGRPC())
	}
	return options
}

const maxAnswerBytes = 65_536

// patience is how often and for how long a call is tried.
type patience struct {
	timeout    time.Duration
	maxRetries int
}

var defaultPatience = patience{timeout: 10 * time.Second, maxRetries: 2}

func (p patience) check() error {
	if p.timeout <= 0 || p.timeout > longestTimeout {
		return errors.New("nopass: the timeout must be above 0 and at most a day")
	}
	if p.maxRetries < 0 {
		return errors.New("nopass: the number of retries must not be negative")
	}
	return nil
}

// gRPC counts a deadline in 8 digits.
const longestTimeout = 24 * time.Hour
