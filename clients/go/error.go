package nopass

import (
	"errors"
	"time"
)

// Reason says why a call did not succeed. All but the last four are the
// service's refusals, and mean the same in every language.
type Reason string

// The refusals of the service.
const (
	// ReasonRequestInvalid: a field breaks its rule, see Violations.
	ReasonRequestInvalid Reason = "REQUEST_INVALID"

	// ReasonEmailInvalid: not an address that can be mailed.
	ReasonEmailInvalid Reason = "EMAIL_INVALID"

	// ReasonKeyUnknown: the API key is not one of this service's.
	ReasonKeyUnknown Reason = "KEY_UNKNOWN"

	// ReasonKeyForbidden: the API key must not be used like this.
	ReasonKeyForbidden Reason = "KEY_FORBIDDEN"

	// ReasonCoolingDown: too soon after the last code sent to this address, see RetryAfter.
	ReasonCoolingDown Reason = "COOLING_DOWN"

	// ReasonAddressLimited: too many unredeemed codes were sent to this address.
	ReasonAddressLimited Reason = "ADDRESS_LIMITED"

	// ReasonAddressUndeliverable: mail to this address bounced, or was complained about.
	ReasonAddressUndeliverable Reason = "ADDRESS_UNDELIVERABLE"

	// ReasonCallerLimited: the limit of the API key or of the network address.
	ReasonCallerLimited Reason = "CALLER_LIMITED"

	// ReasonDeliveryFailed: the mail was not accepted, and nothing was charged.
	ReasonDeliveryFailed Reason = "DELIVERY_FAILED"

	// ReasonDeliveryUnknown: the mail may still arrive, see ChallengeID.
	ReasonDeliveryUnknown Reason = "DELIVERY_UNKNOWN"

	// ReasonStoreUnavailable: the service cannot reach its database.
	ReasonStoreUnavailable Reason = "STORE_UNAVAILABLE"

	// ReasonOverloaded: the service has more calls than it can serve, and did nothing for this one, see RetryAfter.
	ReasonOverloaded Reason = "OVERLOADED"

	// ReasonCodeRejected: the code is wrong, see AttemptsLeft.
	ReasonCodeRejected Reason = "CODE_REJECTED"

	// ReasonChallengeExpired: the right holder, but too late.
	ReasonChallengeExpired Reason = "CHALLENGE_EXPIRED"

	// ReasonChallengeClosed: redeemed or wiped before.
	ReasonChallengeClosed Reason = "CHALLENGE_CLOSED"

	// ReasonChallengeUnknown: forged, tampered with, or another tenant's.
	ReasonChallengeUnknown Reason = "CHALLENGE_UNKNOWN"

	// ReasonInternal: a fault of the service, whose log has the cause.
	ReasonInternal Reason = "INTERNAL"
)

// What keeps the service from answering.
const (
	// ReasonUnreachable: no answer of the service's, such as a refused or broken connection or a proxy's 502.
	ReasonUnreachable Reason = "UNREACHABLE"

	// ReasonTimeout: the deadline passed. A mail may have been sent, or a code judged.
	ReasonTimeout Reason = "TIMEOUT"

	// ReasonCanceled: the context was canceled, or the client closed.
	ReasonCanceled Reason = "CANCELED"

	// ReasonUnknown: an answer that this version does not understand, such as a proxy's error page.
	ReasonUnknown Reason = "UNKNOWN"
)

// Error is the one error that calls fail with, whatever went wrong on the way:
// find it with [errors.AsType] or [errors.As], and switch on Reason.
//
// It can be logged whole: the API key, the code and the address are struck out
// of everything that it carries. [errors.Is] finds [context.Canceled] in every
// CANCELED, and [context.DeadlineExceeded] in every TIMEOUT.
type Error struct {
	Reason Reason

	// RetryAfter is how long to wait before the call can succeed, where the
	// service said so, and otherwise 0.
	RetryAfter time.Duration

	// AttemptsLeft is, with CODE_REJECTED, how many more codes may be tried: at
	// 0 the challenge is gone. Where the service did not say, it is -1.
	AttemptsLeft int

	// ChallengeID is, with DELIVERY_UNKNOWN, where the code can be judged if it
	// arrives after all.
	ChallengeID string

	// Violations has, with REQUEST_INVALID, every field that broke its rule.
	Violations []Violation

	cause error
}

// Violation is one field that broke its rule, named as in the proto file
// ("ttl", "client_ip").
type Violation struct {
	Field       string
	Description string
}

// Error is a text that is fixed for each reason, and where the service was not
// reached what the network had to say.
func (e *Error) Error() string {
	text := "nopass: " + string(e.Reason) + ": " + reasonTexts[e.Reason]
	if local, ok := errors.AsType[*redacted](e.cause); ok && local.isOurs {
		text += ": " + local.text
	}
	return text
}

// Unwrap returns what is known of the cause, without anything secret.
func (e *Error) Unwrap() error { return e.cause }

func newError(reason Reason, cause error) *Error {
	return &Error{Reason: reason, AttemptsLeft: -1, cause: cause}
}

var reasonTexts = map[Reason]string{
	ReasonRequestInvalid:       "a field breaks its rule, see Violations",
	ReasonEmailInvalid:         "this is not an address that can be mailed",
	ReasonKeyUnknown:           "the API key is not one of this service's",
	ReasonKeyForbidden:         "the API key must not be used like this",
	ReasonCoolingDown:          "it is too soon after the last code sent to this address",
	ReasonAddressLimited:       "too many unredeemed codes were sent to this address",
	ReasonAddressUndeliverable: "mail to this address bounced or was complained about",
	ReasonCallerLimited:        "the limit of the API key or of the network address is reached",
	ReasonDeliveryFailed:       "the mail was not accepted, and nothing was charged",
	ReasonDeliveryUnknown:      "the mail may or may not arrive, see ChallengeID",
	ReasonStoreUnavailable:     "the service cannot reach its database",
	ReasonOverloaded:           "the service has more calls than it can serve",
	ReasonCodeRejected:         "the code is wrong, see AttemptsLeft",
	ReasonChallengeExpired:     "the challenge has expired",
	ReasonChallengeClosed:      "the challenge was redeemed or wiped before",
	ReasonChallengeUnknown:     "the challenge is not one of this service's",
	ReasonInternal:             "the service failed",
	ReasonUnreachable:          "the service did not answer",
	ReasonTimeout:              "the deadline passed before the service answered",
	ReasonCanceled:             "the call was canceled",
	ReasonUnknown:              "the answer was not understood",
}
