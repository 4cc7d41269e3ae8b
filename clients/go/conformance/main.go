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
	ctx, cancel := contextOf(order)
	defer cancel()
	response, err := e.client.SendCode(ctx, nopass.SendCodeRequest{
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
	ctx, cancel := contextOf(order)
	defer cancel()
	response, err := e.client.VerifyCode(ctx, nopass.VerifyCodeRequest{
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

func (e *executor) close() (fields, error) {
	if e.client != nil {
		if err := e.client.Close(); err != nil {
			return nil, err
		}
	}
	return fields{}, nil
}

var errNoClient = errors.New("there is no client yet")

// contextOf is that of a caller who may lose patience.
func contextOf(order order) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	if order.CancelAfterMs != nil {
		time.AfterFunc(milliseconds(*order.CancelAfterMs), cancel)
	}
	return ctx, cancel
}

func callOptions(order order) []nopass.CallOption {
	if order.TimeoutMs == nil {
		return nil
	}
	return []nopass.CallOption{nopass.WithTimeout(milliseconds(*order.TimeoutMs))}
}

func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func milliseconds(ms int64) time.Duration { return time.Duration(ms) * time.Millisecond }
