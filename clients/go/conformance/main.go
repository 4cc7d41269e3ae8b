// The conformance executor of the Go client: reads one JSON object per line, does
// what it says, and answers with one JSON line. Started by ./run.
package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	nopass "github.com/nopass/nopass/clients/go"
)

func main() {
	log.SetFlags(0)
	if err := answerAll(); err != nil {
		log.Fatal(err)
	}
}

func answerAll() error {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 4<<20)
	answers := json.NewEncoder(os.Stdout)
	answers.SetEscapeHTML(false)
	executor := &executor{}
	for lines.Scan() {
		var order order
		if err := json.Unmarshal(lines.Bytes(), &order); err != nil {
			return fmt.Errorf("a line is not an order: %w", err)
		}
		if err := answers.Encode(executor.answer(order)); err != nil {
			return err
		}
	}
	return lines.Err()
}

type order struct {
	ID        json.RawMessage `json:"id"`
	Do        string          `json:"do"`
	URL       string          `json:"url"`
	APIKey    string          `json:"apiKey"`
	Options   options         `json:"options"`
	Request   request         `json:"request"`
	Receipt   string          `json:"receipt"`
	TimeoutMs *int64          `json:"timeoutMs"`
}

type options struct {
	TimeoutMs  *int64  `json:"timeoutMs"`
	MaxRetries *int    `json:"maxRetries"`
	Protocol   string  `json:"protocol"`
	Issuer     string  `json:"issuer"`
	Audience   string  `json:"audience"`
	JWKSURL    string  `json:"jwksUrl"`
	Purpose    *string `json:"purpose"`
	Nonce      *string `json:"nonce"`
	AllowTest  bool    `json:"allowTest"`
}

type request struct {
	Email          string `json:"email"`
	TTLMs          int64  `json:"ttlMs"`
	Locale         string `json:"locale"`
	Purpose        string `json:"purpose"`
	Nonce          string `json:"nonce"`
	IdempotencyKey string `json:"idempotencyKey"`
	ChallengeID    string `json:"challengeId"`
	ClientIP       string `json:"clientIp"`
	KnownDevice    string `json:"knownDevice"`
	Stranger       bool   `json:"stranger"`
	Code           string `json:"code"`
	AttemptID      string `json:"attemptId"`
}

type answer struct {
	ID    json.RawMessage `json:"id"`
	OK    any             `json:"ok,omitempty"`
	Error *refusal        `json:"error,omitempty"`
}

type refusal struct {
	Reason       string      `json:"reason"`
	RetryAfterMs *int64      `json:"retryAfterMs"`
	AttemptsLeft *int        `json:"attemptsLeft"`
	ChallengeID  *string     `json:"challengeId"`
	Violations   []violation `json:"violations"`
}

type violation struct {
	Field       string `json:"field"`
	Description string `json:"description"`
}

type fields map[string]any

type executor struct{ client *nopass.Client }

func (e *executor) answer(order order) answer {
	ok, err := e.do(order)
	if err != nil {
		return answer{ID: order.ID, Error: refusalOf(err)}
	}
	return answer{ID: order.ID, OK: ok}
}

func (e *executor) do(order order) (fields, error) {
	switch order.Do {
	case "client":
		return e.replaceClient(order)
	case "sendCode":
		return e.sendCode(order)
	case "verifyCode":
		return e.verifyCode(order)
	case "verifyReceipt":
		return verifyReceipt(order)
	case "close":
		return e.close()
	default:
		return nil, fmt.Errorf("%q is not known", order.Do)
	}
}

func (e *executor) replaceClient(order order) (fields, error) {
	if _, err := e.close(); err != nil {
		return nil, err
	}
	var options []nopass.Option
	if order.Options.TimeoutMs != nil {
		options = append(options, nopass.WithTimeout(milliseconds(*order.Options.TimeoutMs)))
	}
	if order.Options.MaxRetries != nil {
		options = append(options, nopass.WithMaxRetries(*order.Options.MaxRetries))
	}
	// The whole suite can be run over gRPC too.
	if cmp.Or(order.Options.Protocol, os.Getenv("NOPASS_CONFORMANCE_PROTOCOL")) == "grpc" {
		options = append(options, nopass.WithGRPC())
	}
	client, err := nopass.New(order.URL, order.APIKey, options...)
	e.client = client
	return fields{}, err
}

func (e *executor) sendCode(order order) (fields, error) {
	if e.client == nil {
		return nil, errNoClient
	}
	response, err := e.client.SendCode(context.Background(), nopass.SendCodeRequest{
		Email:          order.Request.Email,
		TTL:            milliseconds(order.Request.TTLMs),
		Locale:         order.Request.Locale,
		Purpose:        order.Request.Purpose,
		Nonce:          order.Request.Nonce,
		IdempotencyKey: order.Request.IdempotencyKey,
		ChallengeID:    order.Request.ChallengeID,
		ClientIP:       order.Request.ClientIP,
		KnownDevice:    order.Request.KnownDevice,
		Stranger:       order.Request.Stranger,
	}, callOptions(order)...)
	if err != nil {
		return nil, err
	}
	return fields{
		"challengeId":  response.ChallengeID,
		"expireTimeMs": response.ExpireTime.UnixMilli(),
		"resendTimeMs": response.ResendTime.UnixMilli(),
		"codeLength":   response.CodeLength,
		"codeAlphabet": response.CodeAlphabet,
	}, nil
}

func (e *executor) verifyCode(order order) (fields, error) {
	if e.client == nil {
		return nil, errNoClient
	}
	response, err := e.client.VerifyCode(context.Background(), nopass.VerifyCodeRequest{
		ChallengeID: order.Request.ChallengeID,
		Code:        order.Request.Code,
		AttemptID:   order.Request.AttemptID,
	}, callOptions(order)...)
	if err != nil {
		return nil, err
	}
	return fields{
		"email":               response.Email,
		"purpose":             response.Purpose,
		"verifyTimeMs":        response.VerifyTime.UnixMilli(),
		"receipt":             response.Receipt,
		"receiptExpireTimeMs": response.ReceiptExpireTime.UnixMilli(),
		"knownDevice":         response.KnownDevice,
		"test":                response.Test,
	}, nil
}

func verifyReceipt(order order) (fields, error) {
	var options []nopass.ReceiptOption
	if order.Options.JWKSURL != "" {
		options = append(options, nopass.WithJWKSURL(order.Options.JWKSURL))
	}
	if order.Options.Purpose != nil {
		options = append(options, nopass.WithPurpose(*order.Options.Purpose))
	}
	if order.Options.Nonce != nil {
		options = append(options, nopass.WithNonce(*order.Options.Nonce))
	}
	if order.Options.AllowTest {
		options = append(options, nopass.AllowTest())
	}
	receipt, err := nopass.VerifyReceipt(
		context.Background(), order.Receipt, order.Options.Issuer, order.Options.Audience, options...,
	)
	if err != nil {
		return nil, err
	}
	return fields{
		"email":   receipt.Email,
		"purpose": receipt.Purpose,
		"subject": receipt.Subject,
		"id":      receipt.ID,
		"nonce":   orNull(receipt.Nonce),
		"test":    receipt.Test,
	}, nil
}

func (e *executor) close() (fields, error) {
	if e.client != nil {
		if err := e.client.Close(); err != nil {
			return nil, err
		}
	}
	return fields{}, nil
}

var errNoClient = errors.New("there is no client yet")

func callOptions(order order) []nopass.CallOption {
	if order.TimeoutMs == nil {
		return nil
	}
	return []nopass.CallOption{nopass.WithTimeout(milliseconds(*order.TimeoutMs))}
}

func refusalOf(err error) *refusal {
	refused := &refusal{Violations: []violation{}}
	if failure, ok := errors.AsType[*nopass.Error](err); ok {
		refused.Reason = string(failure.Reason)
		refused.ChallengeID = orNull(failure.ChallengeID)
		if failure.RetryAfter > 0 {
			refused.RetryAfterMs = new(failure.RetryAfter.Milliseconds())
		}
		if failure.AttemptsLeft >= 0 {
			refused.AttemptsLeft = &failure.AttemptsLeft
		}
		for _, broken := range failure.Violations {
			refused.Violations = append(refused.Violations, violation(broken))
		}
		return refused
	}
	if failure, ok := errors.AsType[*nopass.ReceiptError](err); ok {
		refused.Reason = string(failure.Reason)
		return refused
	}
	// No refusal of the service's: arguments that cannot work.
	log.Print(err)
	refused.Reason = "ARGUMENT"
	return refused
}

func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func milliseconds(ms int64) time.Duration { return time.Duration(ms) * time.Millisecond }
