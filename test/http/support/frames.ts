/** What an HTTP/2 connection begins with (RFC 9113 §3.4). */
export const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/** A frame of settings that states none (RFC 9113 §4.1): no payload, type 4, no flags, stream 0. */
export const emptySettings = Buffer.from("000000040000000000", "hex");

/** What the server's own settings begin with, after three bytes of length, as `latin1`. */
export const settingsOfServer = Buffer.from("040000000000", "hex").toString("latin1");
