// Package nopass proves that a person controls a mailbox: it mails a one-time
// code and judges what comes back.
//
// A [Client] calls a NoPass service, over Connect or gRPC. A [ReceiptVerifier]
// checks the service's signed receipts without calling it.
//
// Every call of a Client fails with an [*Error], and a receipt is refused with
// a [*ReceiptError]. Both can be logged whole: they hold neither the API key,
// nor a code, nor an address.
package nopass
