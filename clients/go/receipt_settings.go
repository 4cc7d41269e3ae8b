package nopass

import (
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// receiptSettings is what the options come to.
type receiptSettings struct {
	issuer    string
	audience  string
	jwksURL   string
	jwks      []byte
	allowTest bool
	tolerance time.Duration
	keyClient *http.Client
	now       func() time.Time
	checks    receiptChecks
}

func defaultReceiptSettings(issuer, audience string) receiptSettings {
	return receiptSettings{
		issuer:    issuer,
		audience:  audience,
		tolerance: 30 * time.Second,
		keyClient: http.DefaultClient,
		now:       time.Now,
		checks:    receiptChecks{purpose: "sign-in", maxAge: 1<<63 - 1},
	}
}

func (s *receiptSettings) check() error {
	switch {
	case s.issuer == "":
		return errors.New("nopass: the issuer is missing")
	case strings.HasSuffix(s.issuer, "/"):
		return errors.New("nopass: the issuer ends with a slash, which no receipt's issuer does")
	case s.audience == "":
		return errors.New("nopass: the audience is missing")
	case s.jwks != nil && s.jwksURL != "":
		return errors.New("nopass: keys and a URL of keys exclude each other")
	case s.keyClient == nil:
		return errors.New("nopass: the HTTP client for the keys is missing")
	case s.now == nil:
		return errors.New("nopass: the clock is missing")
	// The service publishes an old key for a minute after its last receipt has expired.
	case s.tolerance < 0 || s.tolerance > time.Minute:
		return errors.New("nopass: the clock tolerance must be between 0 and a minute")
	default:
		return s.checks.problem
	}
}

// keysURL is where the keys are: whoever can change the answer on its way can
// sign receipts, so it has to be encrypted.
func (s *receiptSettings) keysURL() (string, error) {
	name, text := "JWKS URL", s.jwksURL
	if text == "" {
		name, text = "issuer", s.issuer+"/.well-known/jwks.json"
	}
	address, err := url.Parse(text)
	if err != nil || address.Hostname() == "" {
		return "", errors.New("nopass: the " + name + " is not a URL")
	}
	if address.User != nil {
		return "", errors.New("nopass: the " + name + " has credentials, which do not belong there")
	}
	if address.Scheme != "https" && !(address.Scheme == "http" && isLoopback(address.Hostname())) {
		return "", errors.New("nopass: the " + name + " must start with https://, or with http:// on this machine")
	}
	return address.String(), nil
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
