/** The origins that the publishable key of `acme` lists. */
export const acmeOrigins = [
  "https://app.acme.example",
  "https://acme.example:8443",
  "http://localhost:5173",
  "https://xn--bcher-kva.example",
] as const;

/** The one origin that the publishable key of `globex` lists. */
export const globexOrigin = "https://app.globex.example";

/** An `Origin` header, or none, and what is odd about it. */
export interface OriginRow {
  readonly what: string;
  readonly origin: string | undefined;
}

export const listedRows: readonly OriginRow[] = [
  { what: "a listed origin", origin: acmeOrigins[0] },
  { what: "a listed origin with its port", origin: acmeOrigins[1] },
  { what: "a listed origin of a developer's machine", origin: acmeOrigins[2] },
  { what: "a listed origin as an A-label", origin: acmeOrigins[3] },
];

/** None of these is an origin of `acme`, and only the first of them is listed at all. */
export const refusedRows: readonly OriginRow[] = [
  { what: "another tenant's origin", origin: globexOrigin },
  { what: "no origin", origin: undefined },
  { what: "a page without an origin", origin: "null" },
  { what: "the null origin in capitals", origin: "NULL" },
  { what: "a program's undefined", origin: "undefined" },

  { what: "a domain that begins like it", origin: "https://app.acme.example.evil.example" },
  { what: "a domain that ends like it", origin: "https://evilapp.acme.example" },
  { what: "a domain that differs by a hyphen", origin: "https://app-acme.example" },
  { what: "a subdomain of it", origin: "https://x.app.acme.example" },
  { what: "the domain above it", origin: "https://acme.example" },
  { what: "the top-level domain", origin: "https://example" },
  { what: "a trailing dot", origin: "https://app.acme.example." },
  { what: "a domain that is cut short", origin: "https://app.acme.exampl" },

  { what: "its default port stated", origin: "https://app.acme.example:443" },
  { what: "another port", origin: "https://app.acme.example:8443" },
  { what: "a port of 0", origin: "https://app.acme.example:0" },
  { what: "a listed port left out", origin: "http://localhost" },
  { what: "a listed port cut short", origin: "http://localhost:517" },
  { what: "a listed port with a digit more", origin: "http://localhost:51730" },
  { what: "the number of a listed host", origin: "http://127.0.0.1:5173" },
  { what: "the IPv6 number of a listed host", origin: "http://[::1]:5173" },

  { what: "its scheme in capitals", origin: "HTTPS://app.acme.example" },
  { what: "its host in capitals", origin: "https://APP.ACME.EXAMPLE" },
  { what: "one letter in a capital", origin: "https://app.Acme.example" },

  { what: "http for https", origin: "http://app.acme.example" },
  { what: "https for http", origin: "https://localhost:5173" },
  { what: "a web socket", origin: "wss://app.acme.example" },
  { what: "no scheme", origin: "app.acme.example" },
  { what: "a scheme without slashes", origin: "https:app.acme.example" },
  { what: "a slash too many", origin: "https:///app.acme.example" },
  { what: "a file", origin: "file://" },
  { what: "an extension of a browser", origin: "chrome-extension://appacmeexample" },

  { what: "a trailing slash", origin: "https://app.acme.example/" },
  { what: "a path", origin: "https://app.acme.example/sign-in" },
  { what: "a query", origin: "https://app.acme.example?x" },
  { what: "a fragment", origin: "https://app.acme.example#x" },
  { what: "a user whose name is the origin", origin: "https://app.acme.example@evil.example" },
  { what: "a user before the origin", origin: "https://evil@app.acme.example" },
  { what: "an encoded dot", origin: "https://app%2eacme.example" },
  { what: "a backslash", origin: "https://app.acme.example\\.evil.example" },

  { what: "a list that begins with it", origin: "https://app.acme.example, https://evil.example" },
  { what: "a list that ends with it", origin: "https://evil.example https://app.acme.example" },
  { what: "a wildcard", origin: "*" },
  { what: "a wildcard for subdomains", origin: "https://*.acme.example" },
  { what: "an A-label in capitals", origin: "https://XN--BCHER-KVA.example" },
  { what: "another A-label", origin: "https://xn--bcher-kva1.example" },
];
