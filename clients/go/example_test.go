package nopass_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"

	nopass "github.com/nopass/nopass/clients/go"
)

// A person proves their mailbox. Here a fake stands in for the service.
func Example() {
	service := httptest.NewServer((&fakeNoPass{}).handler())
	defer service.Close()
	ctx := context.Background()

	// One for the whole process: all calls share its connections.
	client, err := nopass.New(service.URL, "np_test_sk_k_secret", nopass.WithHTTP1())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	// The person asks for a code. Keep the challenge in their session, not in the page.
	challenge, err := client.SendCode(ctx, nopass.SendCodeRequest{Email: "ada@example.com"})
	if err != nil {
		fmt.Println(err)
		return
	}

	// The person types it.
	proof, err := client.VerifyCode(ctx, nopass.VerifyCodeRequest{ChallengeID: challenge.ChallengeID, Code: "012 345"})
	if failure, ok := errors.AsType[*nopass.Error](err); ok && failure.Reason == nopass.ReasonCodeRejected {
		fmt.Printf("wrong, %d attempts left\n", failure.AttemptsLeft)
		return
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(proof.Email, "is theirs")
	// Output: ada@example.com is theirs
}

// A back end that is shown a receipt believes it, and nothing beside it.
func ExampleReceiptVerifier_Verify() {
	keys := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, _ *http.Request) {
		_, _ = writer.Write(jwksOf(es))
	}))
	defer keys.Close()

	// One for the whole process: it keeps the keys of the service.
	verifier, err := nopass.NewReceiptVerifier("https://nopass.example.com", "acme",
		nopass.WithJWKSURL(keys.URL),
		nopass.WithConsume(nopass.NewMemoryReplayGuard(0)),
	)
	if err != nil {
		fmt.Println(err)
		return
	}

	_, err = verifier.Verify(context.Background(), "not a receipt", nopass.WithNonce("of this session"))
	fmt.Println(err)
	// Output: nopass: receipt MALFORMED: this is not a receipt
}
