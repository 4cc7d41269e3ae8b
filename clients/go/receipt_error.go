package nopass

// ReceiptReason says why a receipt is not believed. All but
// [ReceiptKeysUnavailable] are the receipt's fault, and final.
type ReceiptReason string

const (
	// ReceiptMalformed: not a receipt at all, or not exactly of the form that the service gives it.
	ReceiptMalformed ReceiptReason = "MALFORMED"

	// ReceiptKeyUnknown: not signed with a key of the issuer's.
	ReceiptKeyUnknown ReceiptReason = "KEY_UNKNOWN"

	// ReceiptSignature: changed since it was signed, or never signed.
	ReceiptSignature ReceiptReason = "SIGNATURE"

	// ReceiptIssuer: of another service.
	ReceiptIssuer ReceiptReason = "ISSUER"

	// ReceiptAudience: for another tenant.
	ReceiptAudience ReceiptReason = "AUDIENCE"

	// ReceiptPurpose: for another thing.
	ReceiptPurpose ReceiptReason = "PURPOSE"

	// ReceiptNonce: for another session.
	ReceiptNonce ReceiptReason = "NONCE"

	// ReceiptExpired: too old. If it repeats, look at your clock.
	ReceiptExpired ReceiptReason = "EXPIRED"

	// ReceiptNotYet: dated in the future. If it repeats, look at your clock.
	ReceiptNotYet ReceiptReason = "NOT_YET"

	// ReceiptClaims: does not say what every receipt says.
	ReceiptClaims ReceiptReason = "CLAIMS"

	// ReceiptTest: made with a test key or for a test address, and proves nothing.
	ReceiptTest ReceiptReason = "TEST"

	// ReceiptReplayed: accepted before.
	ReceiptReplayed ReceiptReason = "REPLAYED"

	// ReceiptKeysUnavailable: nothing is known of the receipt, as the service's keys cannot be had. Try again later.
	ReceiptKeysUnavailable ReceiptReason = "KEYS_UNAVAILABLE"
)

// ReceiptError is the error that a receipt is refused with: switch on Reason.
//
// It can be logged whole. Its text is fixed for each reason, and nothing of the
// receipt is in it: it wraps an error with KEYS_UNAVAILABLE only, which tells of
// the request for the keys.
type ReceiptError struct {
	Reason ReceiptReason

	cause error
}

func (e *ReceiptError) Error() string {
	text := "nopass: receipt " + string(e.Reason) + ": " + receiptTexts[e.Reason]
	if e.cause != nil {
		text += ": " + e.cause.Error()
	}
	return text
}

// Unwrap returns why the keys cannot be had.
func (e *ReceiptError) Unwrap() error { return e.cause }

func refuse(reason ReceiptReason) *ReceiptError { return &ReceiptError{Reason: reason} }

func keysUnavailable(cause error) *ReceiptError {
	return &ReceiptError{Reason: ReceiptKeysUnavailable, cause: cause}
}

var receiptTexts = map[ReceiptReason]string{
	ReceiptMalformed:       "this is not a receipt",
	ReceiptKeyUnknown:      "it was not signed with a key of the issuer",
	ReceiptSignature:       "its signature is wrong",
	ReceiptIssuer:          "it is from another service",
	ReceiptAudience:        "it is for another tenant",
	ReceiptPurpose:         "it is for another purpose",
	ReceiptNonce:           "it is for another session",
	ReceiptExpired:         "it is too old",
	ReceiptNotYet:          "it is dated in the future",
	ReceiptClaims:          "it does not say what a receipt says",
	ReceiptTest:            "it is for tests, and proves nothing",
	ReceiptReplayed:        "it was used before",
	ReceiptKeysUnavailable: "the keys of the issuer cannot be had",
}
