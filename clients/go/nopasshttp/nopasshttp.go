// Package nopasshttp lets HTTP requests in by the receipt that they carry.
package nopasshttp

import (
	"context"
	"errors"
	"net/http"
	"strings"

	nopass "github.com/nopass/nopass/clients/go"
)

// Option sets up [RequireReceipt].
type Option func(*settings)

// From finds the receipt in a request. Default: [Bearer]. There is no place for
// it in the URL: URLs are logged, and receipts are secrets.
func From(find func(*http.Request) string) Option {
	return func(s *settings) { s.find = find }
}

// WithChecks finds what the receipt of a request has to be about, such as the
// nonce of its session, beside what the verifier checks of every receipt.
func WithChecks(checks func(*http.Request) []nopass.ReceiptCheck) Option {
	return func(s *settings) { s.checks = checks }
}

// OnRefused is told why, for a log: the answer does not say it. The error is a
// [*nopass.ReceiptError], or what the verifier's ConsumeFunc failed with.
func OnRefused(tell func(*http.Request, error)) Option {
	return func(s *settings) { s.tell = tell }
}

// Bearer finds the receipt in "Authorization: Bearer".
func Bearer(request *http.Request) string {
	scheme, receipt, _ := strings.Cut(request.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimLeft(receipt, " ")
}

// FormField finds the receipt in a field of a form in the body.
func FormField(name string) func(*http.Request) string {
	return func(request *http.Request) string { return request.PostFormValue(name) }
}

// RequireReceipt makes a middleware that lets in requests with a good receipt,
// which [ReceiptOf] then returns. The others are answered 401, or 503 while the
// service's keys cannot be had, always with the same body.
func RequireReceipt(verifier *nopass.ReceiptVerifier, options ...Option) func(http.Handler) http.Handler {
	settings := settings{
		find:   Bearer,
		checks: func(*http.Request) []nopass.ReceiptCheck { return nil },
		tell:   func(*http.Request, error) {},
	}
	for _, option := range options {
		option(&settings)
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
			ctx := request.Context()
			receipt, err := verifier.Verify(ctx, settings.find(request), settings.checks(request)...)
			if err != nil {
				settings.tell(request, err)
				answerTo(err).write(writer)
				return
			}
			next.ServeHTTP(writer, request.WithContext(context.WithValue(ctx, receiptKey{}, receipt)))
		})
	}
}

// ReceiptOf returns the receipt that the middleware let this request in with. It
// panics where there is no middleware before, so that nobody is let in by
// mistake.
func ReceiptOf(request *http.Request) *nopass.Receipt {
	receipt, ok := request.Context().Value(receiptKey{}).(*nopass.Receipt)
	if !ok {
		panic("nopasshttp: RequireReceipt did not run for this request")
	}
	return receipt
}

type receiptKey struct{}

type settings struct {
	find   func(*http.Request) string
	checks func(*http.Request) []nopass.ReceiptCheck
	tell   func(*http.Request, error)
}

// answer is what a request without a good receipt gets.
type answer struct {
	status      int
	headerName  string
	headerValue string
	body        string
}

var (
	// RFC 9110 §11.6.1: a 401 names a way in.
	refused = answer{http.StatusUnauthorized, "WWW-Authenticate", "Bearer", `{"error":"receipt_refused"}`}

	// A 401 would have people prove their mailbox again, for nothing.
	keysUnavailable = answer{http.StatusServiceUnavailable, "Retry-After", "5", `{"error":"receipt_keys_unavailable"}`}

	failed = answer{status: http.StatusInternalServerError, body: `{"error":"receipt_check_failed"}`}
)

func answerTo(err error) answer {
	refusal, ok := errors.AsType[*nopass.ReceiptError](err)
	switch {
	case !ok:
		return failed
	case refusal.Reason == nopass.ReceiptKeysUnavailable:
		return keysUnavailable
	default:
		return refused
	}
}

func (a answer) write(writer http.ResponseWriter) {
	header := writer.Header()
	header.Set("Content-Type", "application/json")
	header.Set("Cache-Control", "no-store")
	if a.headerName != "" {
		header.Set(a.headerName, a.headerValue)
	}
	writer.WriteHeader(a.status)
	_, _ = writer.Write([]byte(a.body))
}
