package nopass

import (
	"net/http"
	"sync"
)

// sharedKeys has one source for each address, so that all calls of VerifyReceipt
// share its keys and its cool-down.
var sharedKeys keySources

type keySources struct {
	mutex     sync.Mutex
	byAddress map[string]keySource
	addresses []string
}

// A program that makes up addresses must not fill the memory.
const mostKeySources = 100

func (k *keySources) of(address string) keySource {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if known, ok := k.byAddress[address]; ok {
		return known
	}
	if k.byAddress == nil {
		k.byAddress = map[string]keySource{}
	}
	if len(k.addresses) >= mostKeySources {
		delete(k.byAddress, k.addresses[0])
		k.addresses = k.addresses[1:]
	}
	source := newPublishedKeys(address, http.DefaultClient)
	k.byAddress[address], k.addresses = source, append(k.addresses, address)
	return source
}
