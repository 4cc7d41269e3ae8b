package nopass

import (
	"crypto/rand"
	"encoding/base64"
)

// newID makes an id that nobody can guess: 128 bits of chance as 22 characters
// of base64url.
func newID() string {
	var bytes [16]byte
	// Never fails, by its documentation.
	_, _ = rand.Read(bytes[:])
	return base64.RawURLEncoding.EncodeToString(bytes[:])
}
