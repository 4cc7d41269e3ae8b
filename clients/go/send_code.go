package nopass

import (
	"cmp"
	"context"
	"errors"
	"time"

	"google.golang.org/protobuf/types/known/durationpb"

	nopassv1 "github.com/nopass/nopass/clients/go/gen/nopass/v1"
)

// SendCodeRequest is the mailbox to be proven; or, to send another code for it,
// the challenge that it was asked for.
type SendCodeRequest struct {
	// Email is the mailbox. It may be left out with ChallengeID.
	Email string

	// TTL is how long the code is valid, from 30 seconds to the policy's
	// maximum. Default: the policy's, by default 5 minutes.
	TTL time.Duration

	// Locale is the language of the mail, as a BCP 47 tag. Default: the
	// tenant's.
	Locale string

	// Purpose is what the code is for, bound into the challenge and the receipt:
	// 1 to 64 of a-z 0-9 . _ -. Default: sign-in.
	Purpose string

	// Nonce is a value of yours that the receipt repeats, at most 128
	// characters.
	Nonce string

	// IdempotencyKey answers the same, and mails nothing, when a call is
	// repeated with it: 22 to 64 characters of base64url, made anew for each
	// code that is wanted. Default: one that is made for this call and its
	// retries.
	//
	// It is a secret: whoever has it and the address receives the same
	// challenge.
	IdempotencyKey string

	// ChallengeID sends another code for this challenge. The earlier ones stay
	// valid.
	ChallengeID string

	// ClientIP is the end user's network address, for limits. It is refused with
	// a publishable key.
	ClientIP string

	// KnownDevice is what an earlier VerifyCode for this address gave for the
	// end user's device: then a stranger who had codes sent to the address
	// cannot lock its owner out.
	KnownDevice string

	// Stranger says, with a secret key, that you do not vouch for whoever wants
	// the code: the strangers' part of the address's budget is used.
	Stranger bool
}

// SendCodeResponse says where the code can be judged, and until when.
type SendCodeResponse struct {
	// ChallengeID is to be kept where only the person who asked can use it:
	// whoever has it can use up the attempts.
	ChallengeID string

	// ExpireTime is when the code stops being accepted.
	ExpireTime time.Time

	// ResendTime is when the next code can be sent to this address at the
	// earliest.
	ResendTime time.Time

	// CodeLength is how many characters the code has, so that no form hard-codes
	// six.
	CodeLength int

	// CodeAlphabet is what they are.
	CodeAlphabet CodeAlphabet
}

// CodeAlphabet tells which characters a code is made of.
type CodeAlphabet string

const (
	// Digits are 0 to 9.
	Digits CodeAlphabet = "digits"

	// Base32 has digits and letters, for which a numeric keyboard is not enough.
	Base32 CodeAlphabet = "base32"
)

// SendCode mails a one-time code and opens a challenge, or mails another one for
// ChallengeID. It fails with an [*Error].
func (c *Client) SendCode(
	ctx context.Context,
	request SendCodeRequest,
	options ...CallOption,
) (*SendCodeResponse, error) {
	message := request.toMessage()
	texts := []field{
		{"email", message.GetEmail()},
		{"locale", message.GetLocale()},
		{"purpose", message.GetPurpose()},
		{"nonce", message.GetNonce()},
		{"idempotency_key", message.GetIdempotencyKey()},
		{"challenge_id", message.GetChallengeId()},
		{"client_ip", message.GetClientIp()},
		{"known_device", message.GetKnownDevice()},
	}
	if err := checkTexts(texts...); err != nil {
		return nil, err
	}
	secrets := []string{
		message.GetEmail(), message.GetNonce(), message.GetIdempotencyKey(),
		message.GetChallengeId(), message.GetClientIp(), message.GetKnownDevice(),
	}
	var response *SendCodeResponse
	err := c.call(ctx, secrets, options, func(ctx context.Context) error {
		answer, err := c.calls.SendCode(ctx, message)
		if err == nil {
			response, err = toSendCodeResponse(answer)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return response, nil
}

func (r SendCodeRequest) toMessage() *nopassv1.SendCodeRequest {
	message := &nopassv1.SendCodeRequest{
		Email:          r.Email,
		Locale:         r.Locale,
		Purpose:        r.Purpose,
		Nonce:          r.Nonce,
		IdempotencyKey: cmp.Or(r.IdempotencyKey, newID()),
		ChallengeId:    r.ChallengeID,
		ClientIp:       r.ClientIP,
		KnownDevice:    r.KnownDevice,
		Stranger:       r.Stranger,
	}
	if r.TTL != 0 {
		message.Ttl = durationpb.New(r.TTL)
	}
	return message
}

func toSendCodeResponse(answer *nopassv1.SendCodeResponse) (*SendCodeResponse, error) {
	expireTime, noExpireTime := instantOf("expire_time", answer.GetExpireTime())
	resendTime, noResendTime := instantOf("resend_time", answer.GetResendTime())
	// A form for base32 takes digits too, so it is right for an alphabet that this version does not know.
	alphabet := Base32
	if answer.GetCodeAlphabet() == nopassv1.CodeAlphabet_CODE_ALPHABET_DIGITS {
		alphabet = Digits
	}
	return &SendCodeResponse{
		ChallengeID:  answer.GetChallengeId(),
		ExpireTime:   expireTime,
		ResendTime:   resendTime,
		CodeLength:   int(answer.GetCodeLength()),
		CodeAlphabet: alphabet,
	}, errors.Join(noExpireTime, noResendTime)
}
