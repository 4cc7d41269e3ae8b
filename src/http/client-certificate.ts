import type { Http2Session } from "node:http2";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { HttpRequest } from "./one-port.ts";

/** What a request came in on. */
export type Connection = Socket | Http2Session;

/** The socket of an HTTP/2 request is another object in each of them; its session is the connection's. */
export function connectionOf(req: HttpRequest): Connection | undefined {
  return "stream" in req ? req.stream.session : req.socket;
}

/**
 * The URIs and DNS names of the certificate that a connection's client proved to hold, each as it stands there:
 * `URI:spiffe://acme.example/billing`.
 *
 * None unless the connection's certificate was checked against the authority for clients. Nothing that a client or a
 * proxy writes into a request counts.
 */
export function certificateNamesOf(connection: Connection | undefined): readonly string[] {
  if (connection === undefined) return [];
  const known = namesByConnection.get(connection);
  if (known !== undefined) return known;
  const socket = ("socket" in connection ? connection.socket : connection) as TLSSocket;
  const names =
    socket.authorized === true ? parseNames(socket.getPeerX509Certificate()?.subjectAltName ?? "") : [];
  namesByConnection.set(connection, names);
  return names;
}

const namesByConnection = new WeakMap<object, readonly string[]>();

/**
 * The URIs and DNS names in Node's text of a subjectAltName.
 *
 * Node writes a name that could be taken for several as a JSON string, `DNS:"a, URI:b"` (CVE-2021-44532). No tenant can
 * list such a name, so it is left out, whatever it holds.
 */
export function parseNames(subjectAltName: string): readonly string[] {
  const plain = subjectAltName.replace(/"(?:[^"\\]|\\.)*"/g, "\\");
  if (plain.includes('"')) return [];
  return plain.split(", ").filter((name) => /^(?:DNS|URI):[^\\]+$/.test(name));
}
