/** A request as a Function URL and an HTTP API both hand it over (payload format 2.0). */
export interface HttpEvent {
  readonly rawPath: string;
  readonly rawQueryString?: string;
  /** Names in lower case; several values of one name are joined by commas. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: { readonly http: { readonly method: string; readonly sourceIp: string } };
}

/** What both of them answer with. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** Whether an event is a request at all: a function can also be invoked by hand, and by other services. */
export function isHttpEvent(event: unknown): event is HttpEvent {
  const { requestContext, rawPath, headers } = (event ?? {}) as Partial<HttpEvent>;
  return (
    typeof rawPath === "string" &&
    typeof headers === "object" &&
    typeof requestContext?.http?.method === "string" &&
    typeof requestContext.http.sourceIp === "string"
  );
}
