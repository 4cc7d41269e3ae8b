package nopass

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"

	"github.com/nopass/nopass/clients/go/gen/nopass/v1/nopassv1connect"
)

// Client sends codes and judges them. It is safe for concurrent use: make one
// for the whole process, since all calls share its connections.
type Client struct {
	calls    nopassv1connect.NoPassServiceClient
	redact   redaction
	patience patience

	// closing ends when the client is closed.
	closing   context.Context
	close     context.CancelFunc
	closeIdle func()
}

// New makes a client of the service at rawURL, such as
// "https://nopass.example.com". It connects at the first call, and fails only
// for arguments that cannot work.
//
// The key is a secret one (np_live_sk_…). With an http: URL, the key, the
// addresses and the codes cross the network in the clear: for this machine
// only, or where a service mesh encrypts them.
func New(rawURL, apiKey string, options ...Option) (*Client, error) {
	address, err := parseServiceURL(rawURL)
	if err != nil {
		return nil, err
	}
	if err := checkAPIKey(apiKey); err != nil {
		return nil, err
	}
	settings := settings{patience: defaultPatience}
	for _, option := range options {
		option.applyToClient(&settings)
	}
	if err := settings.check(); err != nil {
		return nil, err
	}

	httpClient, closeIdle := newHTTPClient(address, apiKey, settings)
	closing, closeClient := context.WithCancel(context.Background())
	return &Client{
		calls: nopassv1connect.NewNoPassServiceClient(connect.NewClient(
			connecthttp.NewTransport(httpClient, address.String(), settings.protocolOptions()...),
		)),
		redact:    newRedaction(apiKey),
		patience:  settings.patience,
		closing:   closing,
		close:     closeClient,
		closeIdle: closeIdle,
	}, nil
}

// Close ends the calls that are under way, and all later ones, with
// [ReasonCanceled], and lets go of the connections. It always returns nil.
func (c *Client) Close() error {
	c.close()
	c.closeIdle()
	return nil
}

// Format prints nothing of what the client is made of, whatever the verb.
func (c *Client) Format(state fmt.State, _ rune) {
	_, _ = state.Write([]byte("nopass.Client"))
}

func parseServiceURL(rawURL string) (*url.URL, error) {
	if rawURL == "" {
		return nil, errors.New("nopass: the URL is missing")
	}
	address, err := url.Parse(rawURL)
	if err != nil {
		// The parser's own error repeats the text, which may hold a password.
		return nil, errors.New("nopass: the URL is not a URL")
	}
	if address.Scheme != "https" && address.Scheme != "http" {
		return nil, errors.New("nopass: the URL does not start with https:// or http://")
	}
	if address.Hostname() == "" {
		return nil, errors.New("nopass: the URL has no host")
	}
	if address.User != nil || address.RawQuery != "" || address.ForceQuery || address.Fragment != "" {
		return nil, errors.New("nopass: the URL has a part that does not belong there: credentials, a query or a fragment")
	}
	return address, nil
}

// checkAPIKey says what is wrong with a key without saying the key: one with a
// line break from a file would otherwise fail deep in net/http, at every call.
func checkAPIKey(apiKey string) error {
	if apiKey == "" {
		return errors.New("nopass: the API key is missing")
	}
	isOdd := func(char rune) bool { return char < '!' || char > '~' }
	if strings.ContainsFunc(apiKey, isOdd) {
		return errors.New("nopass: the API key contains white space or a character beyond ASCII")
	}
	if !strings.HasPrefix(apiKey, "np_") {
		return errors.New("nopass: the API key does not start with np_")
	}
	return nil
}
